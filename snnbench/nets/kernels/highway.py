"""A highway layer: its transform with ReLU and dropout, its gate, and what passes between them."""

# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math

import numpy as np

from snnbench.nets.kernels.compiled import Flag, Levels, Size, Stack, empty, inlined, kernel
from snnbench.nets.kernels.elementwise import biased_relu, power_of_two, relu_backward_in_place, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

_ONE, _MOST, _LOG2_E = np.float32(1), np.float32(126), np.float32(math.log2(math.e))


@inlined
def _open(opening, bias):
    """Apply the sigmoid in place."""
    for row in range(opening.shape[0]):
        for unit in range(opening.shape[1]):
            x = -_LOG2_E * (opening[row, unit] + bias[unit])
            opening[row, unit] = _ONE / (_ONE + power_of_two(_MOST if x > _MOST else x))


@inlined
def _mix(y, x, opening, transformed):
    y, x = y.reshape(y.size), x.reshape(y.size)
    opening, transformed = opening.reshape(y.size), transformed.reshape(y.size)
    for i in range(y.size):
        y[i] = x[i] + opening[i] * (transformed[i] - x[i])


@inlined
def _split(to_transform, step, opening):
    """Set the step of the transform, and leave in ``step`` what the layer carries."""
    to_transform, step, opening = to_transform.reshape(step.size), step.reshape(step.size), opening.reshape(step.size)
    for i in range(step.size):
        to_transform[i] = step[i] * opening[i]
        step[i] -= to_transform[i]


@inlined
def _mix_backward(to_gate, carried, x, opening, transformed):
    """Set the step of the gate's net input."""
    to_gate, carried, x = to_gate.reshape(x.size), carried.reshape(x.size), x.reshape(x.size)
    opening, transformed = opening.reshape(x.size), transformed.reshape(x.size)
    for i in range(x.size):
        to_gate[i] = carried[i] * opening[i] * (transformed[i] - x[i])


@kernel
def forward(
    y: Stack, opening: Stack, transformed: Stack, x: Stack, weight: Stack, bias: Stack, gate_weight: Stack,
    gate_bias: Stack, key: Size, thresholds: Levels, maps: Stack,
) -> None:  # fmt: skip
    """Fill ``y``, and what the backward pass needs."""
    bits = random_bits(key, y.shape[1], y.shape[2])
    for m in range(y.shape[0]):
        source = x[m % x.shape[0]]
        multiply(transformed[m], source, weight[m])
        biased_relu(transformed[m], bias[m, 0], bits, thresholds[m], maps[m, 0, 0])
        multiply(opening[m], source, gate_weight[m])
        _open(opening[m], gate_bias[m, 0])
        _mix(y[m], source, opening[m], transformed[m])


@kernel
def backward(
    step: Stack, passes: Flag, x: Stack, opening: Stack, transformed: Stack, weight: Stack, bias: Stack, decay: Stack,
    gate_weight: Stack, gate_bias: Stack, gate_decay: Stack, maps: Stack,
) -> None:  # fmt: skip
    """Change the parameters, and turn ``step`` into that of ``x``."""
    rows, units = step.shape[1:]
    to_transform, to_gate, bias_step = empty(rows, units), empty(rows, units), empty(1, units)[0]
    one = np.float32(1)
    for m in range(step.shape[0]):
        source = x[m % x.shape[0]]
        _split(to_transform, step[m], opening[m])
        _mix_backward(to_gate, step[m], source, opening[m], transformed[m])
        relu_backward_in_place(to_transform, transformed[m], maps[m, 0, 0])
        products_backward(step[m], passes, one, weight[m], decay[m, 0, 0], source, to_transform)
        sum_rows(bias_step, to_transform)
        bias[m, 0] += bias_step
        products_backward(step[m], passes, one, gate_weight[m], gate_decay[m, 0, 0], source, to_gate)
        sum_rows(bias_step, to_gate)
        gate_bias[m, 0] += bias_step
