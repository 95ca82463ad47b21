"""Hidden layers that differ from the built-in ones in what the paper leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.architectures import block_widths
from snnbench.nets.build import Builder, Position
from snnbench.nets.dropout import Dropout
from snnbench.nets.hidden import highway, msra_init, snn
from snnbench.nets.layer import Chain, Layer
from snnbench.nets.linear import Linear
from snnbench.nets.normalization import BatchNorm
from snnbench.randomness import seed_of

INPUT_DROPOUT = 0.2
"""Rate of the authors' Figure 1 script, where its hidden layers have dropout."""


def batch_norm_after_relu(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with ReLU and then batch normalisation, as in the authors' Figure 1 script."""
    linear: Linear = build.linear(at)
    return Chain(linear, Relu(build.dropout(at)), BatchNormOfCopy(at.members, at.units, build.device))


def highway_gates_half_open(build: Builder, at: Position) -> Layer:
    """Return a highway layer that starts halfway between its transform and its input."""
    return _highway(build, at, 0.0)


def highway_gates_almost_shut(build: Builder, at: Position) -> Layer:
    """Return a highway layer that starts with gates of sigmoid(-4) = 0.02."""
    return _highway(build, at, -4.0)


def _highway(build: Builder, at: Position, bias: float) -> Layer:
    layer = highway.hidden_layer(build, at)
    assert isinstance(layer, highway.Highway)
    layer.gate.tensors["bias"].fill_(bias)
    return layer


def residual_block_of_preactivations(build: Builder, at: Position) -> Layer:
    """Return a residual block in which normalisation and ReLU come before each matrix (He et al. 2016)."""
    layers: list[Layer] = []
    for inputs, units in pairwise([at.units, *block_widths(build.shared, at.units)]):
        linear: Linear = build.linear(Position(at.members, inputs, units))
        layers += [BatchNorm(at.members, inputs, build.device), Relu(), linear]
    return Residual(Chain(*layers))


def snn_with_input_dropout(build: Builder, at: Position) -> Layer:
    """Return SNN's hidden layer; the first drops out inputs as well, in nets with dropout."""
    return _with_input_dropout(snn.hidden_layer(build, at), build, at)


def msra_init_with_input_dropout(build: Builder, at: Position) -> Layer:
    """Return MSRAinit's hidden layer; the first drops out inputs as well, in nets with dropout."""
    return _with_input_dropout(msra_init.hidden_layer(build, at), build, at)


def _with_input_dropout(layer: Layer, build: Builder, at: Position) -> Layer:
    rates = [INPUT_DROPOUT if member.hyperparameters.get("dropout") else 0.0 for member in build.members]
    if not at.first or not any(rates):
        return layer
    generator = torch.Generator(build.device).manual_seed(seed_of(build.mask_seed, "input mask"))
    return InputDropout(Dropout(rates[: at.members], at.inputs, generator, build.rows), layer)


class BatchNormOfCopy(BatchNorm):
    """Batch normalisation that leaves its input as it is, since ReLU's backward pass reads it."""

    def forward(self, x: Tensor, training: bool) -> Tensor:
        return super().forward(x.clone(), training)


class Residual(Layer):
    """``y = x + F(x)``.

    Parameters
    ----------
    branch : Layer
        F, from as many units to as many.
    """

    def __init__(self, branch: Layer) -> None:
        super().__init__()
        self.branch = branch

    def children(self) -> Iterator[Layer]:
        yield self.branch

    def forward(self, x: Tensor, training: bool) -> Tensor:
        return self.branch.forward(x.clone(), training).add_(x)

    def backward(self, step: Tensor) -> Tensor:
        return self.branch.backward(step.clone()).add_(step)


class InputDropout(Layer):
    """A layer that reads the data, some of whose inputs are set to 0 while training.

    Parameters
    ----------
    dropout : Dropout
    layer : Layer
    """

    def __init__(self, dropout: Dropout, layer: Layer) -> None:
        super().__init__()
        self.dropout, self.layer = dropout, layer

    def children(self) -> Iterator[Layer]:
        yield self.layer

    def forward(self, x: Tensor, training: bool) -> Tensor:
        return self.layer.forward(self._masked(x) if training else x, training)

    def backward(self, step: Tensor) -> Tensor:
        return self.layer.backward(step)

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        masked = self._masked(torch.from_numpy(x)).numpy() if training else x
        return self.layer.forward_arrays(masked, training)

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        return self.layer.backward_arrays(step)

    def select_members(self, members: Tensor) -> None:
        super().select_members(members)
        self.dropout.select_members(members)

    def generators(self) -> Iterator[torch.Generator]:
        yield self.dropout.generator
        yield from super().generators()

    def _masked(self, x: Tensor) -> Tensor:
        masked = x.expand(len(self.dropout.rates), -1, -1).clone()
        self.dropout.mask_(masked)
        return masked
