"""SNN: SELU and alpha dropout."""

from __future__ import annotations

from torch import Tensor

from snnbench.nets.activations import Selu
from snnbench.nets.build import Builder, Position
from snnbench.nets.compiled_kernels import addresses, kernels
from snnbench.nets.dropout import AlphaDropout
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.masks import Masks


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with SELU and alpha dropout, for the builder's fixed point."""
    point = build.fixed_point
    constants = {"alpha": point.alpha, "lambda_": point.lambda_}
    dropout = build.dropout(at, AlphaDropout, **constants, mean=point.mean, variance=point.variance)
    selu = Selu(**constants, dropout=dropout, scratch=build.scratch)
    return SeluLayer(build.linear(at, scale=selu.scale, offset=selu.offset), selu)


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
