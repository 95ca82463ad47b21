"""A fully connected layer with SELU and alpha dropout."""

# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import floats, int16s, kernel
from snnbench.nets.kernels.elementwise import selu, selu_backward, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

# In a kernel's signature sizes, arrays and numbers each start a line.
# fmt: off


@kernel(sizes=6, arrays=6, numbers=4)
def forward(members, sources, rows, inputs, units, key,
            y_, x_, weight_, bias_, thresholds_, maps_,
            scale, offset, slope, height):
    """Fill ``y``."""
    y, x = floats(y_, (members, rows, units)), floats(x_, (sources, rows, inputs))
    weight, bias = floats(weight_, (members, inputs, units)), floats(bias_, (members, units))
    bits, thresholds, maps = random_bits(key, rows, units), int16s(thresholds_, members), floats(maps_, (members, 3))
    for m in range(members):
        multiply(y[m], x[m % sources], weight[m], False, False, scale, 0)
        factor, shift, dropped = maps[m]
        selu(y[m], bias[m], offset, slope, height, bits, thresholds[m], factor, shift, dropped)
    return True


@kernel(sizes=6, arrays=8, numbers=3)
def backward(members, sources, rows, inputs, units, passes,
             passed_on_, step_, x_, y_, weight_, bias_, decay_, maps_,
             scale, lambda_, height):
    """Fill ``passed_on`` and change the weights and bias."""
    passed_on, step = floats(passed_on_, (members, rows, inputs)), floats(step_, (members, rows, units))
    x, y = floats(x_, (sources, rows, inputs)), floats(y_, (members, rows, units))
    weight, bias = floats(weight_, (members, inputs, units)), floats(bias_, (members, units))
    decay, maps = floats(decay_, members), floats(maps_, (members, 3))
    bias_step = np.empty(units, np.float32)
    inner = np.empty((rows, units), np.float32)
    for m in range(members):
        selu_backward(inner, step[m], y[m], lambda_, height, maps[m, 0], maps[m, 1])
        sum_rows(bias_step, inner)
        products_backward(passed_on[m], passes, 0, weight[m], decay[m], x[m % sources], inner)
        bias[m] += scale * bias_step
    return True
