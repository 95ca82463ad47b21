"""A weight-normalised fully connected layer with ReLU and dropout."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import floats, inlined, int16s, kernel
from snnbench.nets.kernels.elementwise import relu, relu_backward, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply
from snnbench.nets.kernels.random_bits import random_bits

# In a kernel's signature sizes, arrays and numbers each start a line.
# fmt: off


@inlined
def _scale_columns(x, factor):
    for row in range(x.shape[0]):
        for unit in range(x.shape[1]):
            x[row, unit] *= factor[unit]


@kernel(sizes=6, arrays=9)
def forward(members, sources, rows, inputs, units, key,
            y_, product_, norms_, x_, direction_, length_, bias_, thresholds_, maps_):
    """Fill ``y``, and what the backward pass needs."""
    y, product = floats(y_, (members, rows, units)), floats(product_, (members, rows, units))
    x, direction = floats(x_, (sources, rows, inputs)), floats(direction_, (members, inputs, units))
    norms, length = floats(norms_, (members, units)), floats(length_, (members, units))
    bias, maps = floats(bias_, (members, units)), floats(maps_, (members, 3))
    bits, thresholds = random_bits(key, rows, units), int16s(thresholds_, members)
    for m in range(members):
        sum_products(norms[m], direction[m], direction[m])
        norms[m] = np.sqrt(norms[m])
        multiply(product[m], x[m % sources], direction[m], False, False, 1, 0)
        relu(y[m], product[m], length[m] / norms[m], bias[m], bits, thresholds[m], maps[m, 0])
    return True


@kernel(sizes=6, arrays=11)
def backward(members, sources, rows, inputs, units, passes,
             passed_on_, step_, x_, y_, product_, norms_, direction_, decay_, length_, bias_, maps_):
    """Fill ``passed_on`` and change the parameters."""
    passed_on, step = floats(passed_on_, (members, rows, inputs)), floats(step_, (members, rows, units))
    x, y = floats(x_, (sources, rows, inputs)), floats(y_, (members, rows, units))
    product, norms = floats(product_, (members, rows, units)), floats(norms_, (members, units))
    direction, decay = floats(direction_, (members, inputs, units)), floats(decay_, members)
    length, bias, maps = floats(length_, (members, units)), floats(bias_, (members, units)), floats(maps_, (members, 3))
    bias_step, length_step = np.empty(units, np.float32), np.empty(units, np.float32)
    inner = np.empty((rows, units), np.float32)
    for m in range(members):
        relu_backward(inner, step[m], y[m], maps[m, 0])
        sum_rows(bias_step, inner)
        sum_products(length_step, inner, product[m])
        length_step /= norms[m]
        _scale_columns(inner, length[m] / norms[m])
        if passes:
            multiply(passed_on[m], inner, direction[m], False, True, 1, 0)
        # The part of the step along V is taken out, since it would not change V / |V|.
        _scale_columns(direction[m], np.float32(1) - length_step * length[m] / (norms[m] * norms[m]))
        multiply(direction[m], x[m % sources], inner, True, False, 1, 1)
        length[m] = decay[m] * length[m] + length_step
        bias[m] += bias_step
    return True
