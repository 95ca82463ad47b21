"""What kernels mask activations by."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

LEVELS = 2**16
"""Masks compare 16 random bits with a threshold, so that rates are kept to within 1 / 2**17."""


class Masks(NamedTuple):
    """What kernels mask by: a unit y is kept where its 16 random bits reach the member's threshold.

    Attributes
    ----------
    key : int
        Of the bits, see :mod:`snnbench.nets.kernels.random_bits`; 0 where nothing is dropped.
    thresholds : Tensor of int16, shape (members,)
    maps : Tensor, shape (members, 3)
        Factor f, shift s and value v: a kept unit becomes ``f y + s``, a dropped one v.
    """

    key: int
    thresholds: Tensor
    maps: Tensor


def threshold(rate: float) -> int:
    """Return what 16 random bits, read as an integer with a sign, reach with probability ``1 - rate``."""
    return round(rate * LEVELS) - LEVELS // 2


@lru_cache(maxsize=64)
def nothing_dropped(members: int) -> Masks:
    """Return masks that keep every unit as it is."""
    thresholds = torch.full((members,), threshold(0), dtype=torch.int16, device="cpu")
    maps = torch.tensor([1.0, 0.0, 0.0], device="cpu").repeat(members, 1)
    return Masks(0, thresholds, maps)
