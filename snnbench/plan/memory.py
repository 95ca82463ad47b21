"""Most memory of a process, known before it starts; imports nothing heavy, since the workflow asks in every job."""

from __future__ import annotations

import math
from collections.abc import Sequence

from snnbench.config.model import Config
from snnbench.methods.declared import Grid
from snnbench.methods.registry import NETS
from snnbench.training.grouping import WAITING_STACKS, member_megabytes

LIBRARIES = 700
"""Megabytes of the interpreter, torch, scikit-learn and their buffers."""
TASK_COPIES = 8
"""The task, its splits, the rows of an epoch in their order, and an estimator's float64 copies."""
KERNEL_SVM = 600
"""Megabytes of libsvm's kernel cache and of the approximation's features."""
TREES, LEAVES_PER_ROW = 500, 0.6
"""A forest's trees, and the nodes of each per training row; no forest measured here had more than 0.4."""


def job_megabytes(rows: int, features: int, classes: int, suite: str, methods: Sequence[str], config: Config) -> int:
    """Return a bound on the memory of a process that runs these methods on a task, one after the other.

    Parameters
    ----------
    rows, features, classes : int
        Of the task.
    suite : str
    methods : sequence of str
        Names; of users' estimators nothing is known but what they read.
    config : Config
    """
    task = TASK_COPIES * rows * features * 4 / 2**20
    largest = max(method_megabytes(rows, features, classes, suite, method, config) for method in methods)
    return math.ceil(LIBRARIES + task + largest)


def method_megabytes(rows: int, features: int, classes: int, suite: str, method: str, config: Config) -> float:
    """Return a bound on the memory a method takes beside the libraries and the task."""
    if method == "RandomForest":
        return TREES * rows * LEAVES_PER_ROW * (64 + 8 * classes) / 2**20
    if method not in NETS:
        return KERNEL_SVM
    grids = config.grids_of(method)
    count, largest = _count_and_largest(grids.get(suite, grids.get("default", {})))
    one = member_megabytes(method, largest, features, classes, config.protocol.batch_size)
    stacks = WAITING_STACKS if config.search.strategy == "halving" else 1
    return max(one, min(count * one, stacks * config.stack_megabytes))


def _count_and_largest(grid: Grid) -> tuple[int, dict[str, object]]:
    """Return the number of settings, and a setting at least as large as each of them."""
    parts = grid if isinstance(grid, list) else [grid]
    count = sum(math.prod(len(values) for values in part.values()) for part in parts)
    numbers: dict[str, list[float]] = {}
    for part in parts:
        for name, values in part.items():
            if all(isinstance(value, int | float) for value in values):
                numbers.setdefault(name, []).extend(values)
    # A rectangular net or block is larger than a conic or narrowed one of the same units.
    return count, {"block_form": "rectangular", **{name: max(values) for name, values in numbers.items()}}
