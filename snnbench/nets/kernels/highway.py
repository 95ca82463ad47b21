"""A highway layer: its transform with ReLU and dropout, its gate, and what passes between them."""

# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import math

import numpy as np

from snnbench.nets.kernels.compiled import floats, inlined, int16s, kernel
from snnbench.nets.kernels.elementwise import power_of_two, relu, relu_backward, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

_ONE, _MOST, _LOG2_E = np.float32(1), np.float32(126), np.float32(math.log2(math.e))

# fmt: off


@inlined
def _open(opening, bias):
    """Apply the sigmoid in place."""
    for row in range(opening.shape[0]):
        for unit in range(opening.shape[1]):
            x = -_LOG2_E * (opening[row, unit] + bias[unit])
            opening[row, unit] = _ONE / (_ONE + power_of_two(_MOST if x > _MOST else x))


@inlined
def _mix(y, x, opening, transformed):
    for row in range(y.shape[0]):
        for unit in range(y.shape[1]):
            y[row, unit] = x[row, unit] + opening[row, unit] * (transformed[row, unit] - x[row, unit])


@inlined
def _mix_backward(to_transform, to_gate, step, x, opening, transformed):
    """Set the steps of the transform and of the gate's net input; what the layer carries is left in ``step``."""
    for row in range(step.shape[0]):
        for unit in range(step.shape[1]):
            through = step[row, unit] * opening[row, unit]
            change = transformed[row, unit] - x[row, unit]
            step[row, unit] -= through
            to_gate[row, unit] = step[row, unit] * opening[row, unit] * change
            to_transform[row, unit] = through


@kernel(sizes=5, arrays=10)
def forward(members, sources, rows, units, key,
            y_, opening_, transformed_, x_, weight_, bias_, gate_weight_, gate_bias_, thresholds_, maps_):
    """Fill ``y``, and what the backward pass needs."""
    y, opening = floats(y_, (members, rows, units)), floats(opening_, (members, rows, units))
    transformed, x = floats(transformed_, (members, rows, units)), floats(x_, (sources, rows, units))
    weight, bias = floats(weight_, (members, units, units)), floats(bias_, (members, units))
    gate_weight, gate_bias = floats(gate_weight_, (members, units, units)), floats(gate_bias_, (members, units))
    bits, thresholds, maps = random_bits(key, rows, units), int16s(thresholds_, members), floats(maps_, (members, 3))
    ones = np.ones(units, np.float32)
    for m in range(members):
        multiply(transformed[m], x[m % sources], weight[m], False, False, 1, 0)
        relu(transformed[m], transformed[m], ones, bias[m], bits, thresholds[m], maps[m, 0])
        multiply(opening[m], x[m % sources], gate_weight[m], False, False, 1, 0)
        _open(opening[m], gate_bias[m])
        _mix(y[m], x[m % sources], opening[m], transformed[m])


@kernel(sizes=5, arrays=11)
def backward(members, sources, rows, units, passes,
             step_, x_, opening_, transformed_, weight_, bias_, decay_, gate_weight_, gate_bias_, gate_decay_, maps_):
    """Change the parameters, and turn ``step`` into that of ``x``."""
    step, x = floats(step_, (members, rows, units)), floats(x_, (sources, rows, units))
    opening, transformed = floats(opening_, (members, rows, units)), floats(transformed_, (members, rows, units))
    weight, bias = floats(weight_, (members, units, units)), floats(bias_, (members, units))
    gate_weight, gate_bias = floats(gate_weight_, (members, units, units)), floats(gate_bias_, (members, units))
    decay, gate_decay, maps = floats(decay_, members), floats(gate_decay_, members), floats(maps_, (members, 3))
    to_transform, to_gate = np.empty((rows, units), np.float32), np.empty((rows, units), np.float32)
    bias_step = np.empty(units, np.float32)
    for m in range(members):
        source = x[m % sources]
        _mix_backward(to_transform, to_gate, step[m], source, opening[m], transformed[m])
        relu_backward(to_transform, to_transform, transformed[m], maps[m, 0])
        products_backward(step[m], passes, 1, weight[m], decay[m], source, to_transform)
        sum_rows(bias_step, to_transform)
        bias[m] += bias_step
        products_backward(step[m], passes, 1, gate_weight[m], gate_decay[m], source, to_gate)
        sum_rows(bias_step, to_gate)
        gate_bias[m] += bias_step
