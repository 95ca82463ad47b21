"""Hidden layers with an activation that brings no backward pass of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import torch
from torch import Tensor

from snnbench.nets.activations import Activation
from snnbench.nets.build import Builder, Position
from snnbench.nets.dropout import AlphaDropout, Dropout
from snnbench.nets.layer import Chain, Layer
from snnbench.nets.linear import Linear
from snnbench.nets.own.records import ActivationNetwork, imported

Function = Callable[[Tensor], Tensor]

REACH = 12.0
"""Standard deviations within which a normal density is integrated; 1e-32 lies outside."""
POINTS = 96_001
"""Of the trapezoidal rule, with a point at 0, where most activations have their kink."""


class Moments(NamedTuple):
    """Of an activation of standard normal net inputs, and its value far below 0."""

    mean: float
    variance: float
    lowest: float


def hidden_layer(record: ActivationNetwork, build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with the record's activation and dropout."""
    function = loaded(record)
    gain = record.initial_gain
    if gain == "auto":
        gain = variance_keeping_gain(function, str(record.activation))
    linear: Linear = build.linear(at, gain=float(gain))
    if record.dropout_kind == "none":
        return Chain(linear, Elementwise(function))
    if record.dropout_kind == "plain":
        return Chain(linear, Elementwise(function, build.dropout(at)))
    moments = moments_of(function)
    constants = {"alpha": -moments.lowest, "lambda_": 1.0, "mean": moments.mean, "variance": moments.variance}
    return Chain(linear, Elementwise(function, build.dropout(at, AlphaDropout, **constants)))


class Elementwise(Activation):
    """Any elementwise function, whose backward pass autograd finds, then dropout.

    Parameters
    ----------
    function : callable
        Of a tensor of any shape.
    dropout : Dropout, optional
    """

    def __init__(self, function: Function, dropout: Dropout | None = None) -> None:
        super().__init__()
        self.function, self.dropout = function, dropout

    def forward(self, x: Tensor, training: bool) -> Tensor:
        if not training:
            return self.function(x)
        with torch.enable_grad():
            self.x = x.detach().requires_grad_()
            self.y = self.function(self.x)
        y = self.y.detach()
        if self.dropout is None:
            return y
        # Into other memory, since autograd may need the activations as they were.
        dropped = torch.empty_like(y)
        self.factors: dict[float, Tensor] = {}
        offsets: dict[float, Tensor] = {}
        for rate, kept in self.dropout.draw(y.shape[1]).items():
            factor, shift, value = self.dropout.constants(rate)
            self.factors[rate] = kept * factor
            if shift or value:
                offsets[rate] = torch.where(kept, shift, value)
        for (into, rate), (of_run, _) in zip(self.dropout.split(dropped), self.dropout.split(y), strict=True):
            if not rate:
                into.copy_(of_run)
            elif rate in offsets:
                torch.addcmul(offsets[rate], of_run, self.factors[rate], out=into)
            else:
                torch.mul(of_run, self.factors[rate], out=into)
        return dropped

    def backward(self, step: Tensor) -> Tensor:
        if self.dropout is not None:
            for of_run, rate in self.dropout.split(step):
                if rate:
                    of_run.mul_(self.factors[rate])
            del self.factors
        (passed_on,) = torch.autograd.grad(self.y, self.x, step)
        del self.x, self.y
        return passed_on


def loaded(record: ActivationNetwork) -> Function:
    """Import an activation.

    Raises
    ------
    ValueError
        If there is none, it has parameters, or it is not elementwise.
    """
    found = imported(record.activation)
    if isinstance(found, torch.nn.Module):
        function: Function = found
    else:
        function = found(**record.arguments) if isinstance(found, type) else partial(found, **record.arguments)
    if isinstance(function, torch.nn.Module):
        function.eval()
        if any(True for _ in function.parameters()):
            raise ValueError(f"'{record.activation}' has parameters; declare a network that trains them as a `module`")
    x = torch.linspace(-3, 3, 14).view(2, 7)
    y: object = function(x.clone())
    if not (isinstance(y, Tensor) and y.shape == x.shape and torch.equal(function(x.flip(0, 1)), y.flip(0, 1))):
        raise ValueError(f"'{record.activation}' is not elementwise: f(x)[i] must be a function of x[i] alone")
    return function


@cache
def moments_of(function: Function) -> Moments:
    """Return an activation's moments under standard normal net inputs, by the trapezoidal rule."""
    z = torch.linspace(-REACH, REACH, POINTS, dtype=torch.float64)
    weights = torch.exp(-(z**2) / 2)
    weights /= weights.sum()
    with torch.no_grad():
        y = function(z.clone())
    mean = float(weights @ y)
    return Moments(mean, float(weights @ (y - mean) ** 2), float(y[0]))


def variance_keeping_gain(function: Function, name: str) -> float:
    """Return the gain at which standard normal net inputs of one layer give the next ones variance 1.

    A net input is a sum over ``fan_in`` activations with weights of variance ``gain / fan_in``, so its variance is the
    gain times their second moment: 2 for ReLU (He, Zhang, Ren & Sun 2015), 1 for SELU.

    Raises
    ------
    ValueError
        If the second moment is 0, infinite or no number.
    """
    moments = moments_of(function)
    second = moments.variance + moments.mean**2
    if not 0 < second < float("inf"):
        raise ValueError(f"no gain keeps the variance of '{name}', whose mean square is {second}; write a number")
    return 1 / second
