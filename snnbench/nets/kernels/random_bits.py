"""Random bits from a key: a hash of their place, which takes a tenth of the time of a generator with a state."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Levels, Size, empty, inlined, kernel

_15, _16 = np.uint32(15), np.uint32(16)
_FIRST, _SECOND = np.uint32(0x7FEB352D), np.uint32(0x846CA68B)


@inlined
def _mixed(x):
    """Return the hash ``lowbias32`` of Wellons (hash-prospector), in which each bit in flips each bit out."""
    x = np.uint32((x ^ (x >> _16)) * _FIRST)
    x = np.uint32((x ^ (x >> _15)) * _SECOND)
    return np.uint32(x ^ (x >> _16))


@inlined
def _fill(words, key):
    first = np.uint32(key)
    second = _mixed(np.uint32(key >> 32) ^ _mixed(first))
    for place in range(words.size):
        words[place] = _mixed(_mixed(np.uint32(np.uint32(place) + first)) ^ second)


@inlined
def random_bits(key, rows, units):
    """Return int16 of shape (rows, units): zeros for key 0, else 16 random bits each."""
    words = empty((rows * units + 1) // 2, 1).reshape((rows * units + 1) // 2).view(np.uint32)
    if key != 0:
        _fill(words, key)
    else:
        words[:] = 0
    return words.view(np.int16)[: rows * units].reshape(rows, units)


@kernel
def fill(bits: Levels, key: Size) -> None:
    """Fill an array of even length."""
    _fill(bits.view(np.uint32), key)
