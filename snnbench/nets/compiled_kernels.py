"""Where kernels serve, and how they are called."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

import torch
from torch import Tensor

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


@cache
def load_kernels() -> None:
    """Import all kernels, so that nobody's training time holds their compilation."""
    for module in pkgutil.iter_modules(importlib.import_module("snnbench.nets.kernels").__path__):
        kernels(module.name)


def sizes_of(x: Tensor, weight: Tensor) -> tuple[int, int, int, int, int]:
    """Return members, sources, rows, inputs and units. Kernels read as far as these say, so they must be right.

    Parameters
    ----------
    x : Tensor, shape (sources, rows, inputs)
        Of every member, or of one source that all share.
    weight : Tensor, shape (members, inputs, units)

    Raises
    ------
    ValueError
        If the two do not fit each other.
    """
    (members, inputs, units), (sources, rows, features) = weight.shape, x.shape
    if features != inputs or sources not in (1, members):
        raise ValueError(f"{members} members of {inputs} inputs cannot read {tuple(x.shape)}")
    return members, sources, rows, inputs, units


def addresses(*tensors: Tensor) -> list[int]:
    """Return where the numbers of contiguous tensors lie.

    Raises
    ------
    ValueError
        If a tensor is not contiguous, or of double precision.
    """
    for tensor in tensors:
        if tensor.dtype == torch.float64 or not tensor.is_contiguous():
            raise ValueError(f"kernels cannot read {tensor.dtype} of strides {tensor.stride()}")
    return [tensor.data_ptr() for tensor in tensors]
