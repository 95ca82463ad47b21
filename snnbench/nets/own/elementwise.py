"""Hidden layers with an activation that brings no backward pass of its own."""

from __future__ import annotations

import logging
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.activations import Activation
from snnbench.nets.build import Builder, Position
from snnbench.nets.dropout import AlphaDropout, Dropout
from snnbench.nets.fused import masks_of
from snnbench.nets.layer import Chain, Layer, check_step, empty
from snnbench.nets.linear import Linear
from snnbench.nets.own.activation import Function, loaded, lower_limit, moments_of, name_of, variance_keeping_gain
from snnbench.nets.own.records import ActivationNetwork

if TYPE_CHECKING:
    from snnbench.nets.own.formula import Formula

log = logging.getLogger(__name__)

_NO_SLOPE = np.empty((1, 1, 0), np.float32)


class Prepared(NamedTuple):
    """What all hidden layers of a network share.

    Attributes
    ----------
    record : ActivationNetwork
    function : callable
    formula : Formula or None
        By which kernels compute the function; None where autograd must.
    gain : float
    """

    record: ActivationNetwork
    function: Function
    formula: Formula | None
    gain: float


_prepared: dict[str, Prepared] = {}


def prepared(record: ActivationNetwork) -> Prepared:
    """Load a record's activation, find its formula and its gain, and keep them for the next stack."""
    known = _prepared.get(record.name)
    if known is None or known.record != record:
        from snnbench.nets.own.formula import formula_of  # imports Torch's tracing, which takes a second

        function, gain = loaded(record), record.initial_gain
        if gain == "auto":
            gain = variance_keeping_gain(function, name_of(record.activation))
        formula = formula_of(function)
        if formula is None:
            log.info("%s: no kernel computes its activation, PyTorch does", record.name)
        known = _prepared[record.name] = Prepared(record, function, formula, float(gain))
    return known


def hidden_layer(record: ActivationNetwork, build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with the record's activation and dropout."""
    _, function, formula, gain = prepared(record)
    linear: Linear = build.linear(at, gain=gain)
    if record.dropout_kind == "none":
        return Chain(linear, Elementwise(function, formula))
    if record.dropout_kind == "plain":
        return Chain(linear, Elementwise(function, formula, build.dropout(at)))
    moments = moments_of(function)
    lowest = lower_limit(function, name_of(record.activation))
    constants = {"alpha": -lowest, "lambda_": 1.0, "mean": moments.mean, "variance": moments.variance}
    return Chain(linear, Elementwise(function, formula, build.dropout(at, AlphaDropout, **constants)))


class Elementwise(Activation):
    """Any elementwise function, then dropout.

    Kernels compute the function and its derivative in one pass by their formula, and keep the product of the derivative
    and the dropout's factor for the backward pass. Where there is no formula, or no kernels, autograd finds the step.

    Parameters
    ----------
    function : callable
        Of a tensor of any shape.
    formula : Formula, optional
    dropout : Dropout, optional
    """

    def __init__(self, function: Function, formula: Formula | None = None, dropout: Dropout | None = None) -> None:
        super().__init__()
        self.function, self.formula, self.dropout = function, formula, dropout

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.own import formula_kernel

        return formula_kernel

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        if self.formula is None:
            return super().forward_arrays(x, training)
        program = self.formula.with_derivative if training else self.formula.value
        slope = empty(*x.shape) if training else _NO_SLOPE
        self.kernels().forward(x, slope, training, *program, *masks_of(self.dropout, len(x), training))
        if training:
            self.slope = slope
        return x

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        if self.formula is None:
            return super().backward_arrays(step)
        check_step(step, self.slope)
        with np.errstate(all="ignore"):  # that a net diverges is seen by its loss
            np.multiply(step, self.slope, out=step)
        del self.slope
        return step

    def can_be_captured(self) -> bool:
        """Whether a formula was found, as tracing showed then that nothing but arithmetic happens."""
        return self.formula is not None

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
