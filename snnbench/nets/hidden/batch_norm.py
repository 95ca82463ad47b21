"""BatchNorm (Ioffe & Szegedy 2015): batch normalisation before ReLU."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

from snnbench.nets.activations import Relu
from snnbench.nets.build import Builder, Position
from snnbench.nets.fused import FusedLayer
from snnbench.nets.layer import Layer, decay_of, empty
from snnbench.nets.linear import Linear
from snnbench.nets.masks import Masks
from snnbench.nets.normalization import EPSILON, MOMENTUM, BatchNorm


def hidden_layer(build: Builder, at: Position) -> Layer:
    """Return a fully connected layer whose bias is the normalisation's offset, ReLU and dropout."""
    norm = BatchNorm(at.members, at.units, build.device)
    return BatchNormLayer(build.linear(at, bias=False), norm, Relu(build.dropout(at)))


class BatchNormLayer(FusedLayer):
    """``Linear``, ``BatchNorm`` and ``Relu``."""

    kinds: ClassVar[tuple[type[Layer], ...]] = (Linear, BatchNorm, Relu)
    carried: np.ndarray | None = None
    """What a residual block adds before ReLU."""

    @staticmethod
    @cache
    def kernels() -> ModuleType:
        from snnbench.nets.kernels import batch_norm

        return batch_norm

    def run_forward(self, y: np.ndarray, x: np.ndarray, masks: Masks, training: bool) -> tuple[Any, ...]:
        weight, norm = self.layers[0].arrays["weight"], self.layers[1].arrays
        parameters = weight, norm["scale"], norm["offset"], norm["running_mean"], norm["running_variance"]
        carried = x if self.carried is None else self.carried, self.carried is not None
        if not training:
            self.kernels().evaluate(y, x, *parameters, *carried, *masks[1:], EPSILON)
            return ()
        centred, inverse_deviation = empty(*y.shape), empty(*norm["scale"].shape)
        self.kernels().forward(y, centred, inverse_deviation, x, *parameters, *carried, *masks, EPSILON, MOMENTUM)
        return centred, inverse_deviation

    def run_backward(self, passed_on: np.ndarray, passes: bool, step: np.ndarray, onto: float) -> None:
        (x, y, maps, centred, inverse_deviation), norm = self.saved, self.layers[1].arrays
        parameters = self.layers[0].arrays["weight"], decay_of(self.layers[0]), norm["scale"], norm["offset"]
        self.kernels().backward(passed_on, passes, onto, step, x, y, centred, inverse_deviation, *parameters, maps)


class BlockEnd(BatchNormLayer):
    """``Linear`` and ``BatchNorm`` at the end of a residual block, whose ReLU kernels do too."""

    kinds = (Linear, BatchNorm)

    def forward_onto(self, carried: np.ndarray, x: np.ndarray, training: bool) -> np.ndarray:
        """Return ReLU of the layer's output and of what the block carries."""
        self.carried = carried
        y = self.forward_arrays(x, training)
        self.carried = None
        return y
