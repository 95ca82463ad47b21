"""WeightNorm (Salimans & Kingma 2016): weight normalisation, ReLU and dropout."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.linear import WeightNormLinear
from snnbench.nets.masks import Masks


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a weight-normalised fully connected layer with ReLU and dropout."""
    return WeightNormLayer(build.linear(at, WeightNormLinear), Relu(build.dropout(at)))


class WeightNormLayer(FusedLayer):
    """``WeightNormLinear`` and ``Relu``."""

    def forward_kernel(self, masks: Masks) -> None:
        linear = self.layers[0].tensors
        self.product, self.norms = self.y.new_empty(self.y.shape), self.y.new_empty(linear["length"].shape)
        parameters = linear["direction"], linear["length"], linear["bias"]
        arrays = addresses(self.y, self.product, self.norms, self.x, *parameters, *masks[1:])
        kernels("weight_norm").forward(*self.sizes, masks.key, *arrays)

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        linear = self.layers[0].tensors
        saved = self.x, self.y, self.product, self.norms
        parameters = linear["direction"], decay_of(self.layers[0]), linear["length"], linear["bias"]
        arrays = addresses(passed_on, step, *saved, *parameters, self.maps)
        kernels("weight_norm").backward(*self.sizes, passes, *arrays)
        del self.product, self.norms
