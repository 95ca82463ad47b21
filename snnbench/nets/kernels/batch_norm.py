"""A fully connected layer with batch normalisation, ReLU and dropout, or the end of a residual block."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import floats, inlined, int16s, kernel
from snnbench.nets.kernels.elementwise import add_relu, relu, relu_backward_in_place, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

# In a kernel's signature sizes, arrays and numbers each start a line.
# fmt: off


@inlined
def _centre(x, mean, variance):
    """Subtract the mean over the rows, and set it and the (biased) variance."""
    sum_rows(mean, x)
    mean /= np.float32(x.shape[0])
    for row in range(x.shape[0]):
        for unit in range(x.shape[1]):
            x[row, unit] -= mean[unit]
    sum_products(variance, x, x)
    variance /= np.float32(x.shape[0])


@inlined
def _normalized_backward(out, step, x, scale, along, mean_step):
    """Set ``out`` to the step of the input."""
    for row in range(x.shape[0]):
        for unit in range(x.shape[1]):
            out[row, unit] = scale[unit] * (step[row, unit] - mean_step[unit] - x[row, unit] * along[unit])


@kernel(sizes=7, arrays=12, numbers=2)
def forward(members, sources, rows, inputs, units, key, carries,
            y_, centred_, inverse_deviation_, x_, weight_, scale_, offset_, running_mean_, running_variance_,
            carried_, thresholds_, maps_,
            epsilon, momentum):
    """Fill ``y``, and what the backward pass needs; ReLU is of the sum with ``carried`` if it ``carries``."""
    y, centred = floats(y_, (members, rows, units)), floats(centred_, (members, rows, units))
    x, weight = floats(x_, (sources, rows, inputs)), floats(weight_, (members, inputs, units))
    inverse_deviation, scale = floats(inverse_deviation_, (members, units)), floats(scale_, (members, units))
    offset, running_mean = floats(offset_, (members, units)), floats(running_mean_, (members, units))
    running_variance, maps = floats(running_variance_, (members, units)), floats(maps_, (members, 3))
    bits, thresholds = random_bits(key, rows, units), int16s(thresholds_, members)
    mean, variance = np.empty(units, np.float32), np.empty(units, np.float32)
    for m in range(members):
        multiply(centred[m], x[m % sources], weight[m], False, False, 1, 0)
        _centre(centred[m], mean, variance)
        running_mean[m] += momentum * (mean - running_mean[m])
        # torch.nn keeps the unbiased variance; of one row there is none, and the old value stays.
        if rows > 1:
            unbiased = np.float32(rows / (rows - 1))
            running_variance[m] += momentum * (unbiased * variance - running_variance[m])
        # Not 1 / sqrt: LLVM would make an estimate of it that turns the infinite variance of large numbers into NaN.
        inverse_deviation[m] = np.sqrt(np.float32(1) / (variance + epsilon))
        gain = scale[m] * inverse_deviation[m]
        if carries:
            carried = floats(carried_, (carries, rows, units))
            add_relu(y[m], centred[m], gain, offset[m], carried[m % carries])
        else:
            relu(y[m], centred[m], gain, offset[m], bits, thresholds[m], maps[m, 0])
    return True


@kernel(sizes=6, arrays=11, numbers=1)
def backward(members, sources, rows, inputs, units, passes,
             passed_on_, step_, x_, y_, centred_, inverse_deviation_, weight_, decay_, scale_, offset_, maps_,
             kept):
    """Fill ``passed_on``, change the parameters, and turn ``step`` into that of ReLU's input."""
    passed_on, step = floats(passed_on_, (members, rows, inputs)), floats(step_, (members, rows, units))
    x, y = floats(x_, (sources, rows, inputs)), floats(y_, (members, rows, units))
    centred, inverse_deviation = floats(centred_, (members, rows, units)), floats(inverse_deviation_, (members, units))
    weight, decay = floats(weight_, (members, inputs, units)), floats(decay_, members)
    scale, offset = floats(scale_, (members, units)), floats(offset_, (members, units))
    maps = floats(maps_, (members, 3))
    offset_step, along = np.empty(units, np.float32), np.empty(units, np.float32)
    inner = np.empty((rows, units), np.float32)
    share = np.float32(1 / rows)
    for m in range(members):
        relu_backward_in_place(step[m], y[m], maps[m, 0])
        sum_rows(offset_step, step[m])
        sum_products(along, step[m], centred[m])
        along *= inverse_deviation[m]
        gain = scale[m] * inverse_deviation[m]
        mean_along, mean_step = along * inverse_deviation[m] * share, offset_step * share
        _normalized_backward(inner, step[m], centred[m], gain, mean_along, mean_step)
        products_backward(passed_on[m], passes, kept, weight[m], decay[m], x[m % sources], inner)
        scale[m] += along
        offset[m] += offset_step
    return True
