"""A fully connected layer with layer normalisation, ReLU and dropout."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import floats, inlined, int16s, kernel
from snnbench.nets.kernels.elementwise import relu, relu_backward, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

# In a kernel's signature sizes, arrays and numbers each start a line.
# fmt: off


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


@kernel(sizes=6, arrays=9, numbers=1)
def forward(members, sources, rows, inputs, units, key,
            y_, normal_, inverse_deviation_, x_, weight_, scale_, offset_, thresholds_, maps_,
            epsilon):
    """Fill ``y``, and what the backward pass needs."""
    y, normal = floats(y_, (members, rows, units)), floats(normal_, (members, rows, units))
    x, weight = floats(x_, (sources, rows, inputs)), floats(weight_, (members, inputs, units))
    inverse_deviation, maps = floats(inverse_deviation_, (members, rows)), floats(maps_, (members, 3))
    scale, offset = floats(scale_, (members, units)), floats(offset_, (members, units))
    bits, thresholds = random_bits(key, rows, units), int16s(thresholds_, members)
    for m in range(members):
        multiply(normal[m], x[m % sources], weight[m], False, False, 1, 0)
        _normalize(normal[m], inverse_deviation[m], epsilon)
        relu(y[m], normal[m], scale[m], offset[m], bits, thresholds[m], maps[m, 0])
    return True


@kernel(sizes=6, arrays=11)
def backward(members, sources, rows, inputs, units, passes,
             passed_on_, step_, x_, y_, normal_, inverse_deviation_, weight_, decay_, scale_, offset_, maps_):
    """Fill ``passed_on`` and change the parameters."""
    passed_on, step = floats(passed_on_, (members, rows, inputs)), floats(step_, (members, rows, units))
    x, y = floats(x_, (sources, rows, inputs)), floats(y_, (members, rows, units))
    normal, inverse_deviation = floats(normal_, (members, rows, units)), floats(inverse_deviation_, (members, rows))
    weight, decay = floats(weight_, (members, inputs, units)), floats(decay_, members)
    scale, offset = floats(scale_, (members, units)), floats(offset_, (members, units))
    maps = floats(maps_, (members, 3))
    offset_step, scale_step = np.empty(units, np.float32), np.empty(units, np.float32)
    inner = np.empty((rows, units), np.float32)
    for m in range(members):
        relu_backward(inner, step[m], y[m], maps[m, 0])
        sum_rows(offset_step, inner)
        sum_products(scale_step, inner, normal[m])
        _normalized_backward(inner, normal[m], scale[m], inverse_deviation[m])
        products_backward(passed_on[m], passes, 0, weight[m], decay[m], x[m % sources], inner)
        scale[m] += scale_step
        offset[m] += offset_step
    return True
