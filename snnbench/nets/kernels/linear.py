"""A fully connected layer without an activation."""

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Number, Stack, empty, kernel
from snnbench.nets.kernels.elementwise import sum_rows
from snnbench.nets.kernels.products import multiply, products_backward


@kernel
def forward(y: Stack, x: Stack, weight: Stack, bias: Stack, scale: Number) -> None:
    """Fill ``y`` with ``scale x W + bias``."""
    for m in range(y.shape[0]):
        multiply(y[m], x[m % x.shape[0]], weight[m])
        for row in range(y.shape[1]):
            for unit in range(y.shape[2]):
                y[m, row, unit] = scale * y[m, row, unit] + bias[m, 0, unit]


@kernel
def backward(
    passed_on: Stack, passes: Flag, step: Stack, x: Stack, weight: Stack, bias: Stack, decay: Stack, scale: Number
) -> None:
    """Fill ``passed_on`` and change the weights and bias."""
    bias_step = empty(1, step.shape[2])[0]
    for m in range(step.shape[0]):
        products_backward(passed_on[m], passes, np.float32(0), weight[m], decay[m, 0, 0], x[m % x.shape[0]], step[m])
        sum_rows(bias_step, step[m])
        for unit in range(step.shape[2]):
            bias[m, 0, unit] += scale * bias_step[unit]
