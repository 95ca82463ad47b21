"""MSRAinit (He, Zhang, Ren & Sun 2015): ReLU and dropout."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.linear import Linear
from snnbench.nets.masks import Masks


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer with ReLU and dropout."""
    return ReluLayer(build.linear(at), Relu(build.dropout(at)))


class ReluLayer(FusedLayer):
    """``Linear`` and ``Relu``."""

    kinds = (Linear, Relu)

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import relu

        return relu

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        linear = self.layers[0].arrays
        self.kernels().forward(y, x, linear["weight"], linear["bias"], *masks)
        return ()

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        (x, y, maps), linear = self.saved, self.layers[0].arrays
        parameters = linear["weight"], linear["bias"], decay_of(self.layers[0])
        self.kernels().backward(passed_on, passes, step, x, y, *parameters, maps)
