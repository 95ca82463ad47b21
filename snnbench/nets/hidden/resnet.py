"""ResNet (He, Zhang, Ren & Sun 2015): residual blocks of fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.architectures import block_widths
from snnbench.nets.build import Builder, Position
from snnbench.nets.hidden.batch_norm import BatchNormLayer, BlockEnd
from snnbench.nets.layer import Layer, empty
from snnbench.nets.linear import Linear
from snnbench.nets.normalization import BatchNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a block of two layers, or three through a bottleneck, each batch-normalised as by He et al."""
    widths = [at.units, *block_widths(build.shared, at.units)]
    layers = []
    for inputs, units in pairwise(widths):
        linear: Linear = build.linear(Position(at.members, inputs, units), bias=False)
        layers.append((linear, BatchNorm(at.members, units, build.device)))
    *inner, last = layers
    return ResidualBlock(*(BatchNormLayer(*pair, Relu()) for pair in inner), BlockEnd(*last))


class ResidualBlock(Layer):
    """``y = relu(x + F(x))``.

    Parameters
    ----------
    *branch : BatchNormLayer
        F, from as many units to as many; the last is a :class:`~snnbench.nets.hidden.batch_norm.BlockEnd`.
    """

    def __init__(self, *branch: BatchNormLayer) -> None:
        super().__init__()
        *inner, last = branch
        if not inner or not isinstance(last, BlockEnd):
            raise TypeError("a residual block is made of BatchNormLayers and a BlockEnd")
        self.inner, self.last, self.relu = inner, last, Relu()

    def children(self) -> Iterator[Layer]:
        return iter((*self.inner, self.last, self.relu))

    def forward(self, x: Tensor, training: bool) -> Tensor:
        y = x
        for layer in (*self.inner, self.last):
            y = layer.forward(y, training)
        return self.relu.forward(y.add_(x), training)

    def backward(self, step: Tensor) -> Tensor:
        step = self.relu.backward(step)
        inner = step.clone()
        for layer in (self.last, *reversed(self.inner)):
            inner = layer.backward(inner)
        return inner.add_(step)

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        y = x
        for layer in self.inner:
            y = layer.forward_arrays(y, training)
        return self.last.forward_onto(x, y, training)

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        first, *others = self.inner
        inputs = self.last.saved[0]
        inner = self.last.pass_on(step, into=empty(*inputs.shape))
        for layer in reversed(others):
            inner = layer.pass_on(inner)
        # The last layer has left the step of ReLU's input, which is also that of what the block carries.
        return first.pass_on(inner, into=step, onto=1.0)
