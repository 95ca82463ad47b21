"""A highway layer: its transform with ReLU and dropout, its gate, and what passes between them."""

# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np

from snnbench.nets.kernels.compiled import floats, inlined, int16s, kernel
from snnbench.nets.kernels.elementwise import power_of_two, relu, relu_backward_in_place, sum_rows
from snnbench.nets.kernels.products import multiply, products_backward
from snnbench.nets.kernels.random_bits import random_bits

_ONE, _MOST, _LOG2_E = np.float32(1), np.float32(126), np.float32(math.log2(math.e))

# In a kernel's signature sizes, arrays and numbers each start a line.
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


@kernel(sizes=5, arrays=10)
def forward(members, sources, rows, units, key,
            y_, opening_, transformed_, x_, weight_, bias_, gate_weight_, gate_bias_, thresholds_, maps_):
    """Fill ``y``, and what the backward pass needs."""
    y, opening = floats(y_, (members, rows, units)), floats(opening_, (members, rows, units))
    transformed, x = floats(transformed_, (members, rows, units)), floats(x_, (sources, rows, units))
    weight, bias = floats(weight_, (members, units, units)), floats(bias_, (members, units))
    gate_weight, gate_bias = floats(gate_weight_, (members, units, units)), floats(gate_bias_, (members, units))
    bits, thresholds, maps = random_bits(key, rows, units), int16s(thresholds_, members), floats(maps_, (members, 3))
    ones, product = np.ones(units, np.float32), np.empty((rows, units), np.float32)
    for m in range(members):
        multiply(product, x[m % sources], weight[m], False, False, 1, 0)
        relu(transformed[m], product, ones, bias[m], bits, thresholds[m], maps[m, 0])
        multiply(opening[m], x[m % sources], gate_weight[m], False, False, 1, 0)
        _open(opening[m], gate_bias[m])
        _mix(y[m], x[m % sources], opening[m], transformed[m])
    return True


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
        _split(to_transform, step[m], opening[m])
        _mix_backward(to_gate, step[m], source, opening[m], transformed[m])
        relu_backward_in_place(to_transform, transformed[m], maps[m, 0])
        products_backward(step[m], passes, 1, weight[m], decay[m], source, to_transform)
        sum_rows(bias_step, to_transform)
        bias[m] += bias_step
        products_backward(step[m], passes, 1, gate_weight[m], gate_decay[m], source, to_gate)
        sum_rows(bias_step, to_gate)
        gate_bias[m] += bias_step
    return True
