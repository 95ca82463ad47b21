"""SNN: SELU and alpha dropout."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from snnbench.nets.activations import Selu
from snnbench.nets.build import Builder, Position
from snnbench.nets.dropout import AlphaDropout
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of
from snnbench.nets.linear import Linear
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

    kinds = (Linear, Selu)

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import selu

        return selu

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        linear, selu = self.layers[0].arrays, self.selu
        constants = selu.scale, selu.offset, selu.slope, selu.lambda_ * selu.alpha
        self.kernels().forward(y, x, linear["weight"], linear["bias"], *masks, *constants)
        return ()

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        (x, y, maps), linear, selu = self.saved, self.layers[0].arrays, self.selu
        parameters = linear["weight"], linear["bias"], decay_of(self.layers[0])
        constants = selu.scale, selu.lambda_, selu.lambda_ * selu.alpha
        self.kernels().backward(passed_on, passes, step, x, y, *parameters, maps, *constants)

    @property
    def selu(self) -> Selu:
        """The activation."""
        return self.layers[1]  # type: ignore[return-value]
