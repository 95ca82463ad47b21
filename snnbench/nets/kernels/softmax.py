"""Cross-entropy of the softmax with its gradient, for outputs of few classes."""

from __future__ import annotations

import math

import numpy as np

from snnbench.nets.kernels.compiled import Stack, kernel
from snnbench.nets.kernels.elementwise import power_of_two

_LOG2_E = np.float32(math.log2(math.e))


@kernel
def cross_entropy(loss: Stack, gradient: Stack, outputs: Stack, targets: Stack) -> None:
    """Set each member's summed loss, shape (members, 1, 1), and the gradient of the mean over the rows.

    ``targets`` are one-hot codes that all members share, shape (1, rows, classes).
    """
    members, rows, classes = outputs.shape
    share = np.float32(1) / np.float32(rows)
    for m in range(members):
        total = 0.0
        for row in range(rows):
            largest = outputs[m, row, 0]
            for c in range(1, classes):
                largest = max(largest, outputs[m, row, c])
            for c in range(classes):
                below = outputs[m, row, c] - largest
                gradient[m, row, c] = _LOG2_E * below
                total -= targets[0, row, c] * below
        flat = gradient[m].reshape(rows * classes)
        for i in range(flat.size):
            flat[i] = power_of_two(flat[i])
        for row in range(rows):
            summed = np.float32(0)
            for c in range(classes):
                summed += gradient[m, row, c]
            total += math.log(summed)
            for c in range(classes):
                gradient[m, row, c] = share * (gradient[m, row, c] / summed - targets[0, row, c])
        loss[m, 0, 0] = total
