"""A fully connected layer with layer normalisation, ReLU and dropout."""

# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Levels, Number, Size, Stack, empty, inlined, kernel
from snnbench.nets.kernels.elementwise import relu, relu_backward, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits


@inlined
def _normalize(x, inverse_deviation, epsilon):
    """Put each row on mean 0 and variance 1."""
    share = np.float32(1 / x.shape[1])
    for row in range(x.shape[0]):
        total = np.float32(0)
        for unit in range(x.shape[1]):
            total += x[row, unit]
        mean = total * share
        squares = np.float32(0)
        for unit in range(x.shape[1]):
            centred = x[row, unit] - mean
            squares += centred * centred
        inverse = np.sqrt(np.float32(1) / (squares * share + epsilon))  # as in batch_norm
        inverse_deviation[row] = inverse
        for unit in range(x.shape[1]):
            x[row, unit] = (x[row, unit] - mean) * inverse


@inlined
def _normalized_backward(step, x, scale, inverse_deviation):
    """Turn the step of the output into that of the input, in place."""
    share = np.float32(1 / x.shape[1])
    for row in range(x.shape[0]):
        total, along = np.float32(0), np.float32(0)
        for unit in range(x.shape[1]):
            scaled = step[row, unit] * scale[unit]
            total += scaled
            along += scaled * x[row, unit]
        total, along, inverse = total * share, along * share, inverse_deviation[row]
        for unit in range(x.shape[1]):
            rest = step[row, unit] * scale[unit] - total - along * x[row, unit]
            step[row, unit] = inverse * rest


@kernel
def forward(
    y: Stack, normal: Stack, inverse_deviation: Stack, x: Stack, weight: Stack, scale: Stack, offset: Stack,
    key: Size, thresholds: Levels, maps: Stack, epsilon: Number,
) -> None:  # fmt: skip
    """Fill ``y``, and what the backward pass needs; ``inverse_deviation`` is of shape (members, 1, rows)."""
    bits = random_bits(key, y.shape[1], y.shape[2])
    for m in range(y.shape[0]):
        multiply(normal[m], x[m % x.shape[0]], weight[m])
        _normalize(normal[m], inverse_deviation[m, 0], epsilon)
        relu(y[m], normal[m], scale[m, 0], offset[m, 0], bits, thresholds[m], maps[m, 0, 0])


@kernel
def backward(
    passed_on: Stack, passes: Flag, step: Stack, x: Stack, y: Stack, normal: Stack, inverse_deviation: Stack,
    weight: Stack, decay: Stack, scale: Stack, offset: Stack, maps: Stack,
) -> None:  # fmt: skip
    """Fill ``passed_on`` and change the parameters."""
    rows, units = y.shape[1:]
    offset_step, scale_step, inner = empty(1, units)[0], empty(1, units)[0], empty(rows, units)
    for m in range(y.shape[0]):
        relu_backward(inner, step[m], y[m], maps[m, 0, 0])
        sum_rows(offset_step, inner)
        sum_products(scale_step, inner, normal[m])
        _normalized_backward(inner, normal[m], scale[m, 0], inverse_deviation[m, 0])
        products_backward(passed_on[m], passes, np.float32(0), weight[m], decay[m, 0, 0], x[m % x.shape[0]], inner)
        scale[m, 0] += scale_step
        offset[m, 0] += offset_step
