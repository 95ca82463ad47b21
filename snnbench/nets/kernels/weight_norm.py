"""A weight-normalised fully connected layer with ReLU and dropout."""

# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Levels, Size, Stack, empty, inlined, kernel
from snnbench.nets.kernels.elementwise import relu, relu_backward, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply, multiply_transposed_onto, pass_on
from snnbench.nets.kernels.random_bits import random_bits


@inlined
def _scale_columns(x, factor):
    for row in range(x.shape[0]):
        for unit in range(x.shape[1]):
            x[row, unit] *= factor[unit]


@kernel
def forward(
    y: Stack, product: Stack, norms: Stack, x: Stack, direction: Stack, length: Stack, bias: Stack,
    key: Size, thresholds: Levels, maps: Stack,
) -> None:  # fmt: skip
    """Fill ``y``, and what the backward pass needs."""
    bits = random_bits(key, y.shape[1], y.shape[2])
    for m in range(y.shape[0]):
        sum_products(norms[m, 0], direction[m], direction[m])
        norms[m, 0] = np.sqrt(norms[m, 0])
        multiply(product[m], x[m % x.shape[0]], direction[m])
        relu(y[m], product[m], length[m, 0] / norms[m, 0], bias[m, 0], bits, thresholds[m], maps[m, 0, 0])


@kernel
def backward(
    passed_on: Stack, passes: Flag, step: Stack, x: Stack, y: Stack, product: Stack, norms: Stack,
    direction: Stack, decay: Stack, length: Stack, bias: Stack, maps: Stack,
) -> None:  # fmt: skip
    """Fill ``passed_on`` and change the parameters."""
    rows, units = y.shape[1:]
    bias_step, length_step, inner = empty(1, units)[0], empty(1, units)[0], empty(rows, units)
    zero, one = np.float32(0), np.float32(1)
    for m in range(y.shape[0]):
        relu_backward(inner, step[m], y[m], maps[m, 0, 0])
        sum_rows(bias_step, inner)
        sum_products(length_step, inner, product[m])
        length_step /= norms[m, 0]
        _scale_columns(inner, length[m, 0] / norms[m, 0])
        if passes:
            pass_on(passed_on[m], zero, inner, direction[m])
        # The part of the step along V is taken out, since it would not change V / |V|.
        _scale_columns(direction[m], one - length_step * length[m, 0] / (norms[m, 0] * norms[m, 0]))
        multiply_transposed_onto(direction[m], one, x[m % x.shape[0]], inner)
        length[m, 0] = decay[m, 0, 0] * length[m, 0] + length_step
        bias[m, 0] += bias_step
