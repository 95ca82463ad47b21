"""Highway (Srivastava, Greff & Schmidhuber 2015): a gate between a ReLU layer and its input."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels, kernels_serve, sizes_of
from snnbench.nets.fused import FusedLayer, masks_of
from snnbench.nets.hidden.msra_init import ReluLayer
from snnbench.nets.layer import Layer, decay_of
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
    transform : FusedLayer
        H: Linear and Relu, from as many units to as many.
    gate : Linear
        Its bias is set to :data:`CARRY_BIAS`.
    """

    def __init__(self, transform: FusedLayer, gate: Linear) -> None:
        super().__init__()
        self.transform, self.gate = transform, gate
        gate.tensors["bias"].fill_(CARRY_BIAS)

    def children(self) -> Iterator[Layer]:
        return iter((self.transform, self.gate))

    def forward(self, x: Tensor, training: bool) -> Tensor:
        if training:
            self.by_kernels = kernels_serve(x, training)
            if self.by_kernels:
                return self._start(x)
        opening = self.gate.forward(x, training).sigmoid_()
        change = self.transform.forward(x, training) - x
        if training:
            self.opening, self.change = opening, change
        return torch.addcmul(x, opening, change)

    def backward(self, step: Tensor) -> Tensor:
        if self.by_kernels:
            return self._finish(step)
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

    def _parameters(self) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Return weight, bias and decay of the transform and of the gate."""
        linear = self.transform.layers[0]
        return [(layer.tensors["weight"], layer.tensors["bias"], decay_of(layer)) for layer in (linear, self.gate)]

    def _start(self, x: Tensor) -> Tensor:
        """Run the forward kernel and keep what the backward one needs."""
        transform, gate = self._parameters()
        members, sources, rows, _, units = sizes_of(x, transform[0])
        self.x = x.contiguous()
        y, self.opening, self.transformed = (x.new_empty(members, rows, units) for _ in range(3))
        masks = masks_of(self.transform.dropout, members)
        self.sizes, self.maps = (members, sources, rows, units), masks.maps
        arrays = addresses(y, self.opening, self.transformed, self.x, *transform[:2], *gate[:2], *masks[1:])
        kernels("highway").forward(*self.sizes, masks.key, *arrays)
        return y

    def _finish(self, step: Tensor) -> Tensor:
        """Run the backward kernel and forget what the forward one kept."""
        transform, gate = self._parameters()
        step = step.contiguous()
        arrays = addresses(step, self.x, self.opening, self.transformed, *transform, *gate, self.maps)
        kernels("highway").backward(*self.sizes, not self.gate.first, *arrays)
        del self.x, self.opening, self.transformed, self.maps
        return step
