"""MSRAinit (He, Zhang, Ren & Sun 2015): ReLU and dropout."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.masks import Masks


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with ReLU and dropout."""
    return ReluLayer(build.linear(at), Relu(build.dropout(at)))


class ReluLayer(FusedLayer):
    """``Linear`` and ``Relu``."""

    def forward_kernel(self, masks: Masks) -> None:
        linear = self.layers[0].tensors
        arrays = addresses(self.y, self.x, linear["weight"], linear["bias"], *masks[1:])
        kernels("relu").forward(*self.sizes, masks.key, *arrays)

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        linear = self.layers[0].tensors
        parameters = linear["weight"], linear["bias"], decay_of(self.layers[0])
        arrays = addresses(passed_on, step, self.x, self.y, *parameters, self.maps)
        kernels("relu").backward(*self.sizes, passes, *arrays)
