"""Products of small matrices, tile by tile.

A library's product of matrices of 32 units spends more time on its call than on its numbers, and may add them up in
another order where a matrix lies at another address.
"""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import empty, inlined
from snnbench.nets.kernels.tile import SHAPE, tile
from snnbench.nets.kernels.transposed import transpose

_ROWS, _LANES, _COLUMNS = SHAPE.rows, SHAPE.lanes, SHAPE.lanes * SHAPE.vectors
_WIDE = 192
"""Rows are far apart from this many numbers on."""
_whole_tile, _narrow_tile = tile(SHAPE.vectors, masked=False), tile(1, masked=True)


@inlined
def _columns(out, first, count, kept, a, a_stride, a_step, b, depth):
    """Set ``count`` columns of ``out`` from ``first`` on to ``kept out + a b``.

    ``a`` is read by its strides between rows and between steps of the inner dimension; ``b`` has those columns only.
    """
    rows, columns, stride = out.shape[0], out.shape[1], b.shape[1]
    to, of_a, of_b = out.ctypes.data, a.ctypes.data, b.ctypes.data
    kept, whole = np.float32(kept), count // _COLUMNS * _COLUMNS
    for column in range(0, whole, _COLUMNS):
        for row in range(0, rows, _ROWS):
            _whole_tile(
                to + 4 * (row * columns + first + column), columns, kept,
                of_a + 4 * row * a_stride, a_stride, a_step,
                of_b + 4 * column, stride, depth, rows - row, count - column,
            )  # fmt: skip
    for column in range(whole, count, _LANES):
        for row in range(0, rows, _ROWS):
            _narrow_tile(
                to + 4 * (row * columns + first + column), columns, kept,
                of_a + 4 * row * a_stride, a_stride, a_step,
                of_b + 4 * column, stride, depth, rows - row, count - column,
            )  # fmt: skip


@inlined
def multiply(out, a, b):
    """Set ``out`` to ``a b``."""
    _columns(out, 0, out.shape[1], 0, a, a.shape[1], 1, b, a.shape[1])


@inlined
def multiply_transposed_onto(out, kept, a, b):
    """Set ``out`` to ``kept out + a' b``."""
    depth, rows = a.shape
    if rows < _WIDE:
        _columns(out, 0, out.shape[1], kept, a, 1, rows, b, depth)
    else:
        # Steps of a wide matrix lie so far apart that they share few lines of the cache.
        flipped = empty(rows, depth)
        transpose(flipped, a)
        _columns(out, 0, out.shape[1], kept, flipped, depth, 1, b, depth)


@inlined
def pass_on(passed_on, kept, step, weight):
    """Set ``passed_on`` to ``kept passed_on + step weight'``, as many columns at a time as a tile has."""
    inputs, units = weight.shape
    room = empty(units, _COLUMNS).reshape(units * _COLUMNS)
    for first in range(0, inputs, _COLUMNS):
        count = min(_COLUMNS, inputs - first)
        flipped = room[: units * count].reshape(units, count)
        transpose(flipped, weight[first : first + count])
        _columns(passed_on, first, count, kept, step, units, 1, flipped, units)


@inlined
def products_backward(passed_on, passes, kept, weight, decay, x, step):
    """Add the step to ``kept`` times what lies in ``passed_on``, if it passes on, then take that of the weights."""
    if passes:
        pass_on(passed_on, kept, step, weight)
    multiply_transposed_onto(weight, decay, x, step)
