"""Dropout masks as kernels take them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

LEVELS = 2**16
"""Masks compare 16 random bits with a threshold, so that rates are kept to within 1 / 2**17."""


class Masks(NamedTuple):
    """What kernels mask by: a unit y is kept where its 16 random bits reach the member's threshold.

    Attributes
    ----------
    key : int
        Of the bits, see :mod:`snnbench.nets.kernels.random_bits`; 0 where nothing is dropped.
    thresholds : ndarray of int16, shape (members,)
    maps : ndarray of float32, shape (members, 1, 3)
        Factor f, shift s and value v: a kept unit becomes ``f y + s``, a dropped one v.
    """

    key: int
    thresholds: np.ndarray
    maps: np.ndarray


def threshold(rate: float) -> int:
    """Return what 16 random bits, read as an integer with a sign, reach with probability ``1 - rate``."""
    return round(rate * LEVELS) - LEVELS // 2


@lru_cache(maxsize=64)
def nothing_dropped(members: int) -> Masks:
    """Return masks that keep every unit as it is."""
    thresholds = np.full(members, threshold(0), np.int16)
    maps = np.tile(np.array([1, 0, 0], np.float32), (members, 1, 1))
    return Masks(0, thresholds, maps)
