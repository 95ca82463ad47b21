"""A fully connected layer with SELU and alpha dropout."""

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Levels, Number, Size, Stack, empty, kernel
from snnbench.nets.kernels.elementwise import selu, selu_backward, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits


@kernel
def forward(
    y: Stack, x: Stack, weight: Stack, bias: Stack, key: Size, thresholds: Levels, maps: Stack,
    scale: Number, offset: Number, slope: Number, height: Number,
) -> None:  # fmt: skip
    """Fill ``y``."""
    bits = random_bits(key, y.shape[1], y.shape[2])
    for m in range(y.shape[0]):
        multiply(y[m], x[m % x.shape[0]], weight[m])
        factor, shift, dropped = maps[m, 0]
        selu(y[m], scale, bias[m, 0], offset, slope, height, bits, thresholds[m], factor, shift, dropped)


@kernel
def backward(
    passed_on: Stack, passes: Flag, step: Stack, x: Stack, y: Stack, weight: Stack, bias: Stack, decay: Stack,
    maps: Stack, scale: Number, lambda_: Number, height: Number,
) -> None:  # fmt: skip
    """Fill ``passed_on`` and change the weights and bias."""
    rows, units = y.shape[1:]
    bias_step, inner = empty(1, units)[0], empty(rows, units)
    for m in range(y.shape[0]):
        selu_backward(inner, step[m], y[m], lambda_, height, maps[m, 0, 0], maps[m, 0, 1])
        sum_rows(bias_step, inner)
        products_backward(passed_on[m], passes, np.float32(0), weight[m], decay[m, 0, 0], x[m % x.shape[0]], inner)
        for unit in range(units):
            bias[m, 0, unit] += scale * bias_step[unit]
