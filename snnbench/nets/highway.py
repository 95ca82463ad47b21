"""Highway layers (Srivastava, Greff & Schmidhuber 2015)."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from snnbench.nets.layer import Layer
from snnbench.nets.linear import Linear

CARRY_BIAS = -2.0
"""Start of the gates' bias: layers first carry their input, as the inventors of highway networks advise."""


class Highway(Layer):
    """``y = x + T(x) (H(x) - x)`` with a transform H and the gate ``T = sigmoid(x W_T + b_T)``.

    Parameters
    ----------
    transform : Layer
        H, from as many units to as many.
    gate : Linear
        Its bias is set to :data:`CARRY_BIAS`.
    """

    def __init__(self, transform: Layer, gate: Linear) -> None:
        super().__init__()
        self.transform, self.gate = transform, gate
        gate.tensors["bias"].fill_(CARRY_BIAS)

    def children(self) -> Iterator[Layer]:  # noqa: D102
        return iter((self.transform, self.gate))

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        opening = self.gate.forward(x, training).sigmoid_()
        change = self.transform.forward(x, training) - x
        if training:
            self.opening, self.change = opening, change
        return torch.addcmul(x, opening, change)

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
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
