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
_whole_tile, _narrow_tile = tile(SHAPE.vectors, masked=False), tile(1, masked=True)


@inlined
def _tiles(out, kept, a, a_stride, a_step, b, depth):
    """Set ``out`` to ``kept out + a b`` with ``a`` read by its strides."""
    rows, columns = out.shape
    whole = columns // _COLUMNS * _COLUMNS
    to, of_a, of_b = out.ctypes.data, a.ctypes.data, b.ctypes.data
    kept = np.float32(kept)
    for column in range(0, whole, _COLUMNS):
        for row in range(0, rows, _ROWS):
            _whole_tile(
                to + 4 * (row * columns + column), columns, kept,
                of_a + 4 * row * a_stride, a_stride, a_step,
                of_b + 4 * column, columns, depth, rows - row, columns - column,
            )  # fmt: skip
    for column in range(whole, columns, _LANES):
        for row in range(0, rows, _ROWS):
            _narrow_tile(
                to + 4 * (row * columns + column), columns, kept,
                of_a + 4 * row * a_stride, a_stride, a_step,
                of_b + 4 * column, columns, depth, rows - row, columns - column,
            )  # fmt: skip


@inlined
def multiply(out, a, b):
    """Set ``out`` to ``a b``."""
    _tiles(out, 0, a, a.shape[1], 1, b, a.shape[1])


@inlined
def multiply_transposed_onto(out, kept, a, b):
    """Set ``out`` to ``kept out + a' b``."""
    _tiles(out, kept, a, 1, a.shape[1], b, a.shape[0])


@inlined
def pass_on(passed_on, kept, step, weight):
    """Set ``passed_on`` to ``kept passed_on + step weight'``."""
    inputs, units = weight.shape
    flipped = empty(units, inputs)
    transpose(flipped, weight)
    _tiles(passed_on, kept, step, units, 1, flipped, units)


@inlined
def products_backward(passed_on, passes, kept, weight, decay, x, step):
    """Add the step to ``kept`` times what lies in ``passed_on``, if it passes on, then take that of the weights."""
    if passes:
        pass_on(passed_on, kept, step, weight)
    multiply_transposed_onto(weight, decay, x, step)
