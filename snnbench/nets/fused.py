"""Hidden layers that train on a CPU through compiled kernels, and everywhere else through torch."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from types import ModuleType

import torch
from torch import Tensor

from snnbench.nets.activations import Relu, Selu
from snnbench.nets.dropout import Dropout, Masks, nothing_dropped
from snnbench.nets.layer import Layer, Sequence

_allowed = True


@contextmanager
def torch_only() -> Iterator[None]:
    """Train through torch on a CPU too: to compare with, and to count operations."""
    global _allowed
    before, _allowed = _allowed, False
    try:
        yield
    finally:
        _allowed = before


def kernels_serve(x: Tensor, training: bool) -> bool:
    """Whether kernels do this forward pass, and the backward pass that follows."""
    return _allowed and training and x.device.type == "cpu" and x.dtype == torch.float32


@cache
def kernels(name: str) -> ModuleType:
    """Import kernels when they are first needed, which compiles them or loads their machine code."""
    return importlib.import_module(f"snnbench.nets.kernels.{name}")


def addresses(*tensors: Tensor) -> list[int]:
    """Return where the numbers of contiguous tensors lie."""
    return [tensor.data_ptr() for tensor in tensors]


def masks_of(dropout: Dropout | None, members: int, rows: int, units: int) -> Masks:
    """Return the masks of a step, also where nothing is dropped."""
    return nothing_dropped(members, rows, units) if dropout is None else dropout.draw_bits(rows)


def decay_of(linear: Layer) -> Tensor:
    """Return the factor on a layer's weights at each step, shape (members, 1, 1)."""
    decay = linear.tensors.get("decay")
    return _ones(len(next(iter(linear.tensors.values())))) if decay is None else decay


@lru_cache(maxsize=64)
def _ones(members: int) -> Tensor:
    return torch.ones(members, 1, 1)


class FusedLayer(Sequence):
    """A fully connected layer and what follows it, done member by member where kernels serve.

    Parameters
    ----------
    *layers : Layer
        The fully connected layer, a normalisation if there is one, and an activation.
    """

    def __init__(self, *layers: Layer) -> None:
        super().__init__(*layers)
        last = layers[-1]
        self.dropout: Dropout | None = last.dropout if isinstance(last, Relu | Selu) else None
        self.by_kernels = False

    def forward(self, x: Tensor, training: bool) -> Tensor:  # noqa: D102
        self.by_kernels = kernels_serve(x, training)
        return self.start(x) if self.by_kernels else super().forward(x, training)

    def backward(self, step: Tensor) -> Tensor:  # noqa: D102
        return self.finish(step) if self.by_kernels else super().backward(step)

    def start(self, x: Tensor) -> Tensor:
        """Run the forward kernel and keep what the backward one needs."""
        members, inputs, units = next(iter(self.layers[0].tensors.values())).shape
        sources, rows, _ = x.shape
        self.sizes = members, sources, rows, inputs, units
        self.x, self.y = x.contiguous(), x.new_empty(members, rows, units)
        masks = masks_of(self.dropout, members, rows, units)
        self.maps = masks.maps
        self.forward_kernel(masks)
        return self.y

    def finish(self, step: Tensor, onto: Tensor | None = None) -> Tensor:
        """Run the backward kernel and forget what the forward one kept.

        Parameters
        ----------
        step : Tensor
        onto : Tensor, optional
            What the step that is passed on is added to, in place of room for it.
        """
        members, _, rows, inputs, _ = self.sizes
        passes = not self.layers[0].first
        passed_on = step
        if passes:
            passed_on = step.new_empty(members, rows, inputs) if onto is None else onto
        self.backward_kernel(passes, passed_on, step.contiguous(), 0.0 if onto is None else 1.0)
        del self.x, self.y, self.maps
        return passed_on

    def forward_kernel(self, masks: Masks) -> None:
        """Fill ``y``."""
        raise NotImplementedError

    def backward_kernel(self, passes: bool, passed_on: Tensor, step: Tensor, kept: float) -> None:
        """Fill ``passed_on``, unless nothing is passed on, and change the parameters."""
        raise NotImplementedError
