"""The hidden layers of five of the seven networks, each with its kernels."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import decay_of
from snnbench.nets.masks import Masks
from snnbench.nets.normalization import EPSILON, MOMENTUM


class SeluLayer(FusedLayer):
    """``Linear`` and ``Selu``."""

    def forward_kernel(self, masks: Masks) -> None:
        linear, selu = self.layers
        arrays = addresses(self.y, self.x, linear.tensors["weight"], linear.tensors["bias"], *masks[1:])
        height = selu.lambda_ * selu.alpha
        kernels("selu").forward(*self.sizes, masks.key, *arrays, selu.scale, selu.offset, selu.slope, height)

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        linear, selu = self.layers
        parameters = linear.tensors["weight"], linear.tensors["bias"], decay_of(linear)
        arrays = addresses(passed_on, step, self.x, self.y, *parameters, self.maps)
        height = selu.lambda_ * selu.alpha
        kernels("selu").backward(*self.sizes, passes, *arrays, selu.scale, selu.lambda_, height)


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
