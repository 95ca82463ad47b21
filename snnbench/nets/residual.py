"""Residual blocks (He, Zhang, Ren & Sun 2015) of fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.layer import Layer


class ResidualBlock(Layer):
    """``y = relu(x + F(x))``.

    Parameters
    ----------
    branch : Layer
        F, from as many units to as many.
    """

    def __init__(self, branch: Layer) -> None:
        super().__init__()
        self.branch, self.relu = branch, Relu()

    def children(self) -> Iterator[Layer]:  # noqa: D102
        return iter((self.branch, self.relu))

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        return self.relu.forward(self.branch.forward(x, training).add_(x), training)

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
        step = self.relu.backward(step)
        return self.branch.backward(step.clone()).add_(step)
