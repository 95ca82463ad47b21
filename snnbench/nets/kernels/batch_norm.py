"""A fully connected layer with batch normalisation, ReLU and dropout, or the end of a residual block."""

# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Levels, Number, Size, Stack, empty, inlined, kernel
from snnbench.nets.kernels.elementwise import add_relu, relu, relu_backward_in_place, sum_products, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits


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
def _inverse_deviation(variance, epsilon):
    # Not 1 / sqrt: LLVM would make an estimate of it that turns the infinite variance of large numbers into NaN.
    return np.sqrt(np.float32(1) / (variance + epsilon))


@inlined
def _activate(y, x, gain, offset, carried, carries, m, bits, threshold, factor):
    """Set ``y`` to ReLU and dropout, or to ReLU of the sum with what a residual block carries."""
    if carries:
        add_relu(y, x, gain, offset, carried[m % carried.shape[0]])
    else:
        relu(y, x, gain, offset, bits, threshold, factor)


@inlined
def _normalized_backward(out, step, x, scale, along, mean_step):
    """Set ``out`` to the step of the input."""
    for row in range(x.shape[0]):
        for unit in range(x.shape[1]):
            out[row, unit] = scale[unit] * (step[row, unit] - mean_step[unit] - x[row, unit] * along[unit])


@kernel
def forward(
    y: Stack, centred: Stack, inverse_deviation: Stack, x: Stack, weight: Stack, scale: Stack, offset: Stack,
    running_mean: Stack, running_variance: Stack, carried: Stack, carries: Flag,
    key: Size, thresholds: Levels, maps: Stack, epsilon: Number, momentum: Number,
) -> None:  # fmt: skip
    """Fill ``y``, and what the backward pass needs."""
    rows, units = y.shape[1:]
    bits = random_bits(key, rows, units)
    mean, variance = empty(1, units)[0], empty(1, units)[0]
    for m in range(y.shape[0]):
        multiply(centred[m], x[m % x.shape[0]], weight[m])
        _centre(centred[m], mean, variance)
        running_mean[m, 0] += momentum * (mean - running_mean[m, 0])
        # torch.nn keeps the unbiased variance; of one row there is none, and the old value stays.
        if rows > 1:
            unbiased = np.float32(rows / (rows - 1))
            running_variance[m, 0] += momentum * (unbiased * variance - running_variance[m, 0])
        inverse_deviation[m, 0] = _inverse_deviation(variance, epsilon)
        gain = scale[m, 0] * inverse_deviation[m, 0]
        _activate(y[m], centred[m], gain, offset[m, 0], carried, carries, m, bits, thresholds[m], maps[m, 0, 0])


@kernel
def evaluate(
    y: Stack, x: Stack, weight: Stack, scale: Stack, offset: Stack, running_mean: Stack, running_variance: Stack,
    carried: Stack, carries: Flag, thresholds: Levels, maps: Stack, epsilon: Number,
) -> None:  # fmt: skip
    """Fill ``y`` by the running statistics."""
    rows, units = y.shape[1:]
    bits, product = random_bits(0, rows, units), empty(rows, units)
    for m in range(y.shape[0]):
        multiply(product, x[m % x.shape[0]], weight[m])
        gain = scale[m, 0] * _inverse_deviation(running_variance[m, 0], epsilon)
        shift = offset[m, 0] - running_mean[m, 0] * gain
        _activate(y[m], product, gain, shift, carried, carries, m, bits, thresholds[m], maps[m, 0, 0])


@kernel
def backward(
    passed_on: Stack, passes: Flag, onto: Number, step: Stack, x: Stack, y: Stack, centred: Stack,
    inverse_deviation: Stack, weight: Stack, decay: Stack, scale: Stack, offset: Stack, maps: Stack,
) -> None:  # fmt: skip
    """Add to ``onto`` times ``passed_on``, change the parameters, and turn ``step`` into that of ReLU's input."""
    rows, units = y.shape[1:]
    offset_step, along = empty(1, units)[0], empty(1, units)[0]
    inner, share = empty(rows, units), np.float32(1 / rows)
    for m in range(y.shape[0]):
        relu_backward_in_place(step[m], y[m], maps[m, 0, 0])
        sum_rows(offset_step, step[m])
        sum_products(along, step[m], centred[m])
        along *= inverse_deviation[m, 0]
        gain = scale[m, 0] * inverse_deviation[m, 0]
        mean_along, mean_step = along * inverse_deviation[m, 0] * share, offset_step * share
        _normalized_backward(inner, step[m], centred[m], gain, mean_along, mean_step)
        products_backward(passed_on[m], passes, onto, weight[m], decay[m, 0, 0], x[m % x.shape[0]], inner)
        scale[m, 0] += along
        offset[m, 0] += offset_step
