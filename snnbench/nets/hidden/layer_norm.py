"""LayerNorm (Ba, Kiros & Hinton 2016): layer normalisation before ReLU."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of, empty
from snnbench.nets.linear import Linear
from snnbench.nets.masks import Masks
from snnbench.nets.normalization import EPSILON, LayerNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer whose bias is the normalisation's offset, ReLU and dropout."""
    norm = LayerNorm(at.members, at.units, build.device)
    return LayerNormLayer(build.linear(at, bias=False), norm, Relu(build.dropout(at)))


class LayerNormLayer(FusedLayer):
    """``Linear``, ``LayerNorm`` and ``Relu``."""

    kinds = (Linear, LayerNorm, Relu)

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import layer_norm

        return layer_norm

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        norm, (members, rows, _) = self.layers[1].arrays, y.shape
        normal, inverse_deviation = empty(*y.shape), empty(members, 1, rows)
        parameters = self.layers[0].arrays["weight"], norm["scale"], norm["offset"]
        self.kernels().forward(y, normal, inverse_deviation, x, *parameters, *masks, EPSILON)
        return normal, inverse_deviation

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        (x, y, maps, normal, inverse_deviation), norm = self.saved, self.layers[1].arrays
        parameters = self.layers[0].arrays["weight"], decay_of(self.layers[0]), norm["scale"], norm["offset"]
        self.kernels().backward(passed_on, passes, step, x, y, normal, inverse_deviation, *parameters, maps)
