"""LayerNorm (Ba, Kiros & Hinton 2016): layer normalisation before ReLU."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.masks import Masks
from snnbench.nets.normalization import EPSILON, LayerNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer whose bias is the normalisation's offset, ReLU and dropout."""
    norm = LayerNorm(at.members, at.units, build.device)
    return LayerNormLayer(build.linear(at, bias=False), norm, Relu(build.dropout(at)))


class LayerNormLayer(FusedLayer):
    """``Linear``, ``LayerNorm`` and ``Relu``."""

    def forward_kernel(self, masks: Masks) -> None:
        norm, (members, rows, _) = self.layers[1].tensors, self.y.shape
        self.normal, self.inverse_deviation = self.y.new_empty(self.y.shape), self.y.new_empty(members, rows)
        kept = self.y, self.normal, self.inverse_deviation
        parameters = self.layers[0].tensors["weight"], norm["scale"], norm["offset"]
        kernels("layer_norm").forward(
            *self.sizes, masks.key, *addresses(*kept, self.x, *parameters, *masks[1:]), EPSILON
        )

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        linear, norm = self.layers[0], self.layers[1].tensors
        saved = self.x, self.y, self.normal, self.inverse_deviation
        parameters = linear.tensors["weight"], decay_of(linear), norm["scale"], norm["offset"]
        arrays = addresses(passed_on, step, *saved, *parameters, self.maps)
        kernels("layer_norm").backward(*self.sizes, passes, *arrays)
        del self.normal, self.inverse_deviation
