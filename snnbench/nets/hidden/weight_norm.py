"""WeightNorm (Salimans & Kingma 2016): weight normalisation, ReLU and dropout."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of, empty
from snnbench.nets.linear import WeightNormLinear
from snnbench.nets.masks import Masks


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a weight-normalised fully connected layer with ReLU and dropout."""
    return WeightNormLayer(build.linear(at, WeightNormLinear), Relu(build.dropout(at)))


class WeightNormLayer(FusedLayer):
    """``WeightNormLinear`` and ``Relu``."""

    kinds = (WeightNormLinear, Relu)

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import weight_norm

        return weight_norm

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        linear = self.layers[0].arrays
        product, norms = empty(*y.shape), empty(*linear["length"].shape)
        parameters = linear["direction"], linear["length"], linear["bias"]
        self.kernels().forward(y, product, norms, x, *parameters, *masks)
        return product, norms

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        (x, y, maps, product, norms), linear = self.saved, self.layers[0].arrays
        parameters = linear["direction"], decay_of(self.layers[0]), linear["length"], linear["bias"]
        self.kernels().backward(passed_on, passes, step, x, y, product, norms, *parameters, maps)
