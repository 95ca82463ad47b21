"""SELU and ReLU with their dropout, forward and backward, on one member's activations.

Every function takes the masks' random bits and one member's threshold: a unit is kept where its bits reach it,
and becomes ``factor y + shift``, or else ``dropped``. No array may be given twice: LLVM checks that what is written
overlaps nothing else before it takes the loop that uses vectors, and gives up where there is too much to check.
"""

# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import math

import numpy as np

from snnbench.nets.kernels.compiled import inlined

_C1, _C2, _C3, _C4, _C5, _C6 = (np.float32(math.log(2) ** k / math.factorial(k)) for k in range(1, 7))
_ZERO, _HALF, _ONE, _LEAST = np.float32(0), np.float32(0.5), np.float32(1), np.float32(-126)


@inlined
def power_of_two(x):
    """Return 2**x for x < 127 to float32 rounding, by its series around the nearest integer."""
    x = _LEAST if x < _LEAST else x
    whole = np.floor(x + _HALF)
    rest = x - whole
    series = rest * (_C1 + rest * (_C2 + rest * (_C3 + rest * (_C4 + rest * (_C5 + rest * _C6))))) + _ONE
    return series * np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(np.float32)


@inlined
def selu(y, scale, bias, offset, slope, height, bits, threshold, factor, shift, dropped):
    """Scale, add the bias, apply SELU and alpha dropout in place; see :class:`snnbench.nets.activations.Selu`."""
    for row in range(y.shape[0]):
        for unit in range(y.shape[1]):
            x = scale * y[row, unit] + (bias[unit] - offset)
            negative = _ZERO if x > _ZERO else x
            value = slope * (x - negative) + height * (power_of_two(negative) - _ONE)
            y[row, unit] = factor * value + shift if bits[row, unit] >= threshold else dropped


@inlined
def selu_backward(inner, step, y, lambda_, height, factor, shift):
    """Set ``inner`` to the step of the net input."""
    # SELU's derivative is its value plus its height where that is below 0: which is 0 for a dropped unit.
    steep, height = lambda_ * factor, height * factor
    inner, step, y = inner.reshape(y.size), step.reshape(y.size), y.reshape(y.size)
    for i in range(y.size):
        x = y[i] - shift
        inner[i] = step[i] * (steep if x > _ZERO else x + height)


@inlined
def relu(y, x, scale, offset, bits, threshold, factor):
    """Set ``y`` to ReLU and dropout of ``scale x + offset``, with a scale and offset per unit."""
    for row in range(y.shape[0]):
        for unit in range(y.shape[1]):
            value = x[row, unit] * scale[unit] + offset[unit]
            value = _ZERO if value < _ZERO else value
            y[row, unit] = factor * value if bits[row, unit] >= threshold else _ZERO


@inlined
def biased_relu(y, bias, bits, threshold, factor):
    """Add the bias, apply ReLU and dropout in place."""
    for row in range(y.shape[0]):
        for unit in range(y.shape[1]):
            value = y[row, unit] + bias[unit]
            value = _ZERO if value < _ZERO else value
            y[row, unit] = factor * value if bits[row, unit] >= threshold else _ZERO


@inlined
def relu_backward(inner, step, y, factor):
    """Set ``inner`` to the step of ReLU's input; a dropped unit is 0 like one cut off."""
    inner, step, y = inner.reshape(y.size), step.reshape(y.size), y.reshape(y.size)
    for i in range(y.size):
        inner[i] = _ZERO if y[i] <= _ZERO else factor * step[i]


@inlined
def relu_backward_in_place(step, y, factor):
    """Turn the step of the output into that of ReLU's input."""
    step, y = step.reshape(y.size), y.reshape(y.size)
    for i in range(y.size):
        step[i] = _ZERO if y[i] <= _ZERO else factor * step[i]


@inlined
def add_relu(y, x, scale, offset, carried):
    """Set ``y`` to ReLU of ``scale x + offset + carried``."""
    for row in range(y.shape[0]):
        for unit in range(y.shape[1]):
            value = x[row, unit] * scale[unit] + offset[unit] + carried[row, unit]
            y[row, unit] = _ZERO if value < _ZERO else value


@inlined
def sum_rows(total, x):
    """Set ``total`` to the sum over the rows, taken four at a time so that totals are stored less often."""
    total[:] = _ZERO
    whole = x.shape[0] // 4 * 4
    for row in range(0, whole, 4):
        for unit in range(x.shape[1]):
            total[unit] += (x[row, unit] + x[row + 1, unit]) + (x[row + 2, unit] + x[row + 3, unit])
    for row in range(whole, x.shape[0]):
        for unit in range(x.shape[1]):
            total[unit] += x[row, unit]


@inlined
def sum_products(total, x, y):
    """Set ``total`` to the sum of ``x y`` over the rows, as :func:`sum_rows`."""
    total[:] = _ZERO
    whole = x.shape[0] // 4 * 4
    for row in range(0, whole, 4):
        for unit in range(x.shape[1]):
            first = x[row, unit] * y[row, unit] + x[row + 1, unit] * y[row + 1, unit]
            total[unit] += first + (x[row + 2, unit] * y[row + 2, unit] + x[row + 3, unit] * y[row + 3, unit])
    for row in range(whole, x.shape[0]):
        for unit in range(x.shape[1]):
            total[unit] += x[row, unit] * y[row, unit]
