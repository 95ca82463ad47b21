"""A fully connected layer without an activation."""

# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from snnbench.nets.kernels.compiled import floats, kernel
from snnbench.nets.kernels.elementwise import sum_rows
from snnbench.nets.kernels.products import multiply, products_backward

# In a kernel's signature sizes, arrays and numbers each start a line.
# fmt: off


@kernel(sizes=5, arrays=4, numbers=1)
def forward(members, sources, rows, inputs, units,
            y_, x_, weight_, bias_,
            scale):
    """Fill ``y``."""
    y, x = floats(y_, (members, rows, units)), floats(x_, (sources, rows, inputs))
    weight, bias = floats(weight_, (members, inputs, units)), floats(bias_, (members, units))
    for m in range(members):
        for row in range(rows):
            for unit in range(units):
                y[m, row, unit] = bias[m, unit]
        multiply(y[m], x[m % sources], weight[m], False, False, scale, 1)
    return True


@kernel(sizes=6, arrays=6, numbers=1)
def backward(members, sources, rows, inputs, units, passes,
             passed_on_, step_, x_, weight_, bias_, decay_,
             scale):
    """Fill ``passed_on`` and change the weights and bias."""
    passed_on, step = floats(passed_on_, (members, rows, inputs)), floats(step_, (members, rows, units))
    x, weight = floats(x_, (sources, rows, inputs)), floats(weight_, (members, inputs, units))
    bias, decay = floats(bias_, (members, units)), floats(decay_, members)
    bias_step = np.empty(units, np.float32)
    for m in range(members):
        products_backward(passed_on[m], passes, 0, weight[m], decay[m], x[m % sources], step[m])
        sum_rows(bias_step, step[m])
        bias[m] += scale * bias_step
    return True
