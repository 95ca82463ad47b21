"""What every cell does, counted: nets, steps, operations, and the seconds that follow on a nominal core.

A cell's counts are exact but for nets that diverge, which leave early, and for which nets halving keeps. Its seconds
are those of a nominal core, the same on every machine, so that jobs can be formed from them;
:mod:`snnbench.plan.forecast` says what they are here.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.data.catalog import CatalogEntry
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.sizes import TaskSize, size_of_entry
from snnbench.training.grouping import WAITING_STACKS, member_megabytes

OPERATION_SECONDS = 1 / 4e10
"""Of the matrix products of nets on the nominal core."""
LAYER_SECONDS = 1.6e-6
"""Of one layer of one net in one training step, next to its products."""
EVALUATION = 1 / 3
"""A row that is only evaluated takes one of a training step's three products."""
LABELLED = 0.7
"""Share of Tox21's training rows that have an assay's label; scikit-learn methods are fitted assay by assay."""


class CellCounts(NamedTuple):
    """What one cell does, over all its splits and repeats.

    Attributes
    ----------
    settings : int
        Nets that are trained, or settings that are fitted.
    steps : float
        Gradient steps of all nets together; 0 for other methods.
    operations : float
        Floating-point operations of their matrix products; 0 for other methods.
    seconds : float
        On the nominal core.
    """

    settings: int
    steps: float
    operations: float
    seconds: float


class _GridSums(NamedTuple):
    """Sums over a grid's settings: layers, operations per row of a training step, and megabytes."""

    layers: int
    operations: float
    megabytes: float


class Planner:
    """Counts cells of a config; remembers what tasks of one shape have in common.

    Parameters
    ----------
    config : Config
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._sums: dict[tuple[str, str, int, int], _GridSums] = {}
        self._settings: dict[tuple[str, str], list[dict]] = {}

    def counts(self, task: TaskSize, method: str) -> CellCounts:
        """Return what a cell does.

        Parameters
        ----------
        task : TaskSize
        method : str
            One of the config's.
        """
        splits = self.config.splits_of(task.suite, task.rows, task.splits)
        parts = len(splits) * len(self.config.repeats_of(task.suite, task.rows, method))
        settings = len(self.settings(task.suite, method))
        if method in ARCHITECTURES:
            steps, operations, seconds = self._net_counts(task, method)
        else:
            steps, operations, seconds = 0.0, 0.0, settings * fit_seconds(method, task)
        return CellCounts(parts * settings, parts * steps, parts * operations, parts * seconds)

    def settings(self, suite: str, method: str) -> list[dict]:
        """Return the settings of a method on a suite's tasks."""
        key = suite, method
        if key not in self._settings:
            self._settings[key] = self.config.grid_of(suite, method)
        return self._settings[key]

    def _net_counts(self, task: TaskSize, method: str) -> tuple[float, float, float]:
        """Return steps, operations and seconds of one split and repeat."""
        protocol, settings = self.config.protocol, self.settings(task.suite, method)
        sums = self._grid_sums(task, method)
        epochs = _epochs_per_net(self.config, len(settings), task.train_rows, sums.megabytes)
        steps = epochs * protocol.steps_per_epoch(task.train_rows)
        evaluated = epochs * task.validation_rows + task.test_rows
        operations = sums.operations * (epochs * task.train_rows + EVALUATION * evaluated)
        seconds = LAYER_SECONDS * sums.layers * steps + OPERATION_SECONDS * operations
        return steps * len(settings), operations, seconds

    def _grid_sums(self, task: TaskSize, method: str) -> _GridSums:
        key = task.suite, method, task.features, task.classes
        if key not in self._sums:
            record, shape = ARCHITECTURES[method], (task.features, task.classes)
            settings = self.settings(task.suite, method)
            self._sums[key] = _GridSums(
                sum(len(record.weight_shapes(setting, *shape)) for setting in settings),
                sum(record.step_operations(setting, *shape, rows=1) for setting in settings),
                sum(member_megabytes(method, setting, *shape, self.config.protocol.batch_size) for setting in settings),
            )
        return self._sums[key]


def planned_seconds(entry: CatalogEntry | TaskSize, method: str, config: Config) -> float:
    """Return the seconds of a cell on the nominal core: coarse, and the same on every machine.

    For many cells make one :class:`Planner`, which remembers what tasks have in common.
    """
    task = size_of_entry(entry) if isinstance(entry, CatalogEntry) else entry
    return Planner(config).counts(task, method).seconds


def fit_seconds(method: str, task: TaskSize) -> float:
    """Return the seconds in which another method than a network fits and scores one setting on the nominal core.

    ``fixed + scale * (rows / 1000)**a * (features / 16)**b * (classes / 2)**c``, with training rows; the numbers are
    those of ``costs.csv``: exponents fitted to the rows of ``results/reference/quick``, levels to fits by later code. A
    method that is not there, such as a user's, counts as ``other``.
    """
    if task.suite == "tox21":
        assay = task._replace(suite="", rows=round(LABELLED * task.rows), classes=2)
        return task.classes * fit_seconds(method, assay)
    cost = _costs().get(method, _costs()["other"])
    relative = {"rows": task.train_rows / 1000, "features": task.features / 16, "classes": task.classes / 2}
    growth = 1.0
    for name, share in relative.items():
        growth *= share ** cost[name]
    return cost["fixed"] + cost["scale"] * growth


@cache
def _costs() -> dict[str, dict[str, float]]:
    lines = (resources.files("snnbench.plan") / "costs.csv").read_text(encoding="utf-8").splitlines()
    return {row.pop("method"): {key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)}


def _epochs_per_net(config: Config, nets: int, rows: int, megabytes: float) -> float:
    """Return the mean of the epochs that the nets of a grid are trained for, if none diverges."""
    search, protocol = config.search, config.protocol
    # Nets that cannot all wait in memory at a rung start again from the first epoch.
    wait = megabytes <= WAITING_STACKS * config.stack_megabytes
    trained, alive = 0, nets
    for start, end in pairwise([0, *search.rungs_for(protocol, rows), protocol.epochs_for(rows)]):
        alive = search.survivors(alive) if start else alive
        trained += alive * (end - (start if wait else 0))
    return trained / max(1, nets)
