"""Highway (Srivastava, Greff & Schmidhuber 2015): a gate between a ReLU layer and its input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import ModuleType

import numpy as np
import torch
from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.fused import masks_of
from snnbench.nets.hidden.msra_init import ReluLayer
from snnbench.nets.layer import Layer, check_step, decay_of, empty, output_room
from snnbench.nets.linear import Linear

CARRY_BIAS = -2.0
"""Start of the gates' bias: layers first carry their input, as the inventors of highway networks advise."""


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a highway layer; dropout is on the transform, since a carried value would be dropped for good."""
    transform = ReluLayer(build.linear(at), Relu(build.dropout(at)))
    return Highway(transform, build.linear(at, gain=1.0))


class Highway(Layer):
    """``y = x + T(x) (H(x) - x)`` with a transform H and the gate ``T = sigmoid(x W_T + b_T)``.

    Parameters
    ----------
    transform : ReluLayer
        H: Linear and Relu, from as many units to as many.
    gate : Linear
        Its bias is set to :data:`CARRY_BIAS`.
    """

    def __init__(self, transform: ReluLayer, gate: Linear) -> None:
        super().__init__()
        self.transform, self.gate = transform, gate
        gate.tensors["bias"].fill_(CARRY_BIAS)

    def children(self) -> Iterator[Layer]:
        return iter((self.transform, self.gate))

    def forward(self, x: Tensor, training: bool) -> Tensor:
        opening = self.gate.forward(x, training).sigmoid_()
        change = self.transform.forward(x, training) - x
        if training:
            self.opening, self.change = opening, change
        return torch.addcmul(x, opening, change)

    def backward(self, step: Tensor) -> Tensor:
        opening, change = self.opening, self.change
        del self.opening, self.change
        through_transform = step * opening
        through_gate = torch.ops.aten.sigmoid_backward(change.mul_(step), opening)
        carried = step.sub_(through_transform)
        to_gate = self.gate.backward(through_gate)
        to_transform = self.transform.backward(through_transform)
        if self.gate.first:
            return carried
        return carried.add_(to_gate).add_(to_transform)

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import highway

        return highway

    def forward_arrays(self, x: np.ndarray, training: bool) -> np.ndarray:
        transform, gate = self.transform.layers[0].arrays, self.gate.arrays
        y = output_room(x, gate["weight"])
        opening, transformed = empty(*y.shape), empty(*y.shape)
        masks = masks_of(self.transform.dropout, len(y), training)
        parameters = transform["weight"], transform["bias"], gate["weight"], gate["bias"]
        self.kernels().forward(y, opening, transformed, x, *parameters, *masks)
        if training:
            self.saved = x, opening, transformed, masks.maps
        return y

    def backward_arrays(self, step: np.ndarray) -> np.ndarray:
        x, opening, transformed, maps = self.saved
        check_step(step, opening)
        parameters = [
            array
            for linear in (self.transform.layers[0], self.gate)
            for array in (linear.arrays["weight"], linear.arrays["bias"], decay_of(linear))
        ]
        passes = not self.gate.first
        self.kernels().backward(step, passes, x, opening, transformed, *parameters, maps)
        del self.saved
        return step
