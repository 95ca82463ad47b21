"""SELU and ReLU with their backward passes, in place."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from snnbench.nets.layer import Layer

ALPHA = 1.6732632423543772
"""alpha of SELU for the fixed point (0, 1), equation 14 of the paper."""
LAMBDA = 1.0507009873554805
"""lambda of SELU for the fixed point (0, 1), equation 14 of the paper."""


class Selu(Layer):
    """``lambda x`` for ``x > 0``, else ``lambda alpha (exp(x) - 1)`` (equation 2 of the paper).

    Parameters
    ----------
    alpha, lambda_ : float
        Default to the values of the fixed point (0, 1).
    """

    def __init__(self, alpha: float = ALPHA, lambda_: float = LAMBDA) -> None:
        super().__init__()
        self.alpha, self.lambda_ = alpha, lambda_

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        y = selu_(x, self.alpha, self.lambda_)
        if training:
            self.y = y
        return y

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
        y = self.y
        del self.y
        return torch.ops.aten.elu_backward(step, self.alpha, self.lambda_, 1.0, True, y)


class Relu(Layer):
    """``max(x, 0)``."""

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        y = x.relu_()
        if training:
            self.y = y
        return y

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
        y = self.y
        del self.y
        return torch.ops.aten.threshold_backward(step, y, 0)


def selu_(x: Tensor, alpha: float = ALPHA, lambda_: float = LAMBDA) -> Tensor:
    """Return SELU of ``x``, overwriting ``x``.

    ``lambda alpha exp(x)`` is computed as a power of two with the factor moved into the exponent: on CPU
    torch's ``exp2`` takes a third of ``exp``'s time and a quarter of ``selu_``'s. The absolute error stays
    below 5e-7 for activations of order 1.
    """
    exponential = torch.clamp(x, max=0)
    exponential.mul_(math.log2(math.e)).add_(math.log2(lambda_ * alpha)).exp2_().sub_(lambda_ * alpha)
    return x.relu_().mul_(lambda_).add_(exponential)
