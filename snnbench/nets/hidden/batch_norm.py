"""BatchNorm (Ioffe & Szegedy 2015): batch normalisation before ReLU."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.masks import Masks
from snnbench.nets.normalization import EPSILON, MOMENTUM, BatchNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer whose bias is the normalisation's offset, ReLU and dropout."""
    norm = BatchNorm(at.members, at.units, build.device)
    return BatchNormLayer(build.linear(at, bias=False), norm, Relu(build.dropout(at)))


class BatchNormLayer(FusedLayer):
    """``Linear``, ``BatchNorm`` and ``Relu``; without the last it is the end of a residual block."""

    carried: Tensor | None = None

    def start_onto(self, carried: Tensor, x: Tensor) -> Tensor:
        """Run the forward kernel with ReLU of the sum with what a residual block carries."""
        self.carried = carried
        y = self.start(x)
        self.carried = None
        return y

    def forward_kernel(self, masks: Masks) -> None:
        norm = self.layers[1].tensors
        self.centred, self.inverse_deviation = self.y.new_empty(self.y.shape), self.y.new_empty(norm["scale"].shape)
        carries = 0 if self.carried is None else len(self.carried)
        carried = self.x if self.carried is None else self.carried
        kept = self.y, self.centred, self.inverse_deviation
        parameters = norm["scale"], norm["offset"], norm["running_mean"], norm["running_variance"]
        arrays = addresses(*kept, self.x, self.layers[0].tensors["weight"], *parameters, carried, *masks[1:])
        kernels("batch_norm").forward(*self.sizes, masks.key, carries, *arrays, EPSILON, MOMENTUM)

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        linear, norm = self.layers[0], self.layers[1].tensors
        saved = self.x, self.y, self.centred, self.inverse_deviation
        parameters = linear.tensors["weight"], decay_of(linear), norm["scale"], norm["offset"]
        arrays = addresses(passed_on, step, *saved, *parameters, self.maps)
        kernels("batch_norm").backward(*self.sizes, passes, *arrays, kept)
        del self.centred, self.inverse_deviation
