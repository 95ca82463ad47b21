"""SELU and ReLU with their dropout and their backward passes, in place.

A layer of a stack is bound by memory, not by arithmetic: each pass over activations that have left the cache
costs a fifth of a matrix product of 64 units. So an activation overwrites its input, and keeps nothing for the
backward pass but its output, after dropout, from which both derivatives can be read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from snnbench.nets.dropout import AlphaDropout, Dropout
from snnbench.nets.layer import Layer
from snnbench.nets.scratch import Scratch
from snnbench.nets.selu_constants import ALPHA, LAMBDA

_LOG2_E = math.log2(math.e)


class Activation(Layer):
    """An activation and the dropout that follows it, if any."""

    dropout: Dropout | None

    def select_members(self, members: Tensor) -> None:
        if self.dropout is not None:
            self.dropout.select_members(members)

    def generators(self) -> Iterator[torch.Generator]:
        if self.dropout is not None:
            yield self.dropout.generator


class Selu(Activation):
    """``lambda x`` for ``x > 0``, else ``lambda alpha (exp(x) - 1)`` (equation 2), then alpha dropout.

    The input must come as ``scale x + offset``, as :class:`~snnbench.nets.linear.Linear` can produce it at no
    cost: then ``exp`` becomes a bare power of two, which takes torch a third of the time on a CPU. The
    absolute error stays below 1e-6 for activations of order 1.

    Parameters
    ----------
    alpha, lambda_ : float
        Default to the values of the fixed point (0, 1).
    dropout : AlphaDropout, optional
    scratch : Scratch, optional
        Room for the exponentials.

    Attributes
    ----------
    scale, offset : float
    """

    scale = _LOG2_E

    def __init__(
        self,
        alpha: float = ALPHA,
        lambda_: float = LAMBDA,
        dropout: AlphaDropout | None = None,
        scratch: Scratch | None = None,
    ) -> None:
        super().__init__()
        self.alpha, self.lambda_ = alpha, lambda_
        self.dropout: AlphaDropout | None = dropout
        self.offset = -alpha * _LOG2_E
        self.scratch = scratch or Scratch()
        self.slope = lambda_ / self.scale
        self.height = alpha * self.scale * 2**-self.offset

    def forward(self, x: Tensor, training: bool) -> Tensor:
        exponential = torch.clamp(x, max=self.offset, out=self.scratch.like(x)).exp2_()
        # Now SELU / slope: the offset of the positive part is the -1 of the negative one.
        y = x.clamp_min_(self.offset).add_(exponential, alpha=self.height)
        if not training:
            return y.mul_(self.slope)
        if self.dropout is None:
            y.mul_(self.slope)
        else:
            self.dropout.mask_(y, self.slope)
        self.y = y
        return y

    def backward(self, step: Tensor) -> Tensor:
        y = self.y
        del self.y
        if self.dropout is None:
            return _selu_backward_(step, y, self.alpha, self.lambda_)
        # With x a kept unit's a y + b and a dropped unit's -a lambda alpha + b, SELU's derivative at (x - b) / a
        # is right for the first and 0 for the second.
        for (of_run, rate), (step_of_run, _) in zip(self.dropout.split(y), self.dropout.split(step), strict=True):
            a, b, _ = self.dropout.constants(rate)
            _selu_backward_(step_of_run, of_run.sub_(b) if rate else of_run, self.alpha, a * self.lambda_)
        return step


class Relu(Activation):
    """``max(x, 0)``, then dropout.

    Parameters
    ----------
    dropout : Dropout, optional
    """

    def __init__(self, dropout: Dropout | None = None) -> None:
        super().__init__()
        self.dropout = dropout

    def forward(self, x: Tensor, training: bool) -> Tensor:
        y = x.relu_()
        if training:
            if self.dropout is not None:
                self.dropout.mask_(y)
            self.y = y
        return y

    def backward(self, step: Tensor) -> Tensor:
        y = self.y
        del self.y
        # A dropped unit is 0 like one that ReLU cut off.
        torch.ops.aten.threshold_backward.grad_input(step, y, 0, grad_input=step)
        for step_of_run, rate in self.dropout.split(step) if self.dropout is not None else ():
            if rate:
                step_of_run.mul_(1 / (1 - rate))
        return step


def _selu_backward_(step: Tensor, y: Tensor, alpha: float, lambda_: float) -> Tensor:
    """Multiply ``step`` by SELU's derivative where its value is ``y``."""
    return torch.ops.aten.elu_backward.grad_input(step, alpha, lambda_, 1.0, True, y, grad_input=step)
