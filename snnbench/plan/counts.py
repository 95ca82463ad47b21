"""What every cell does, counted: nets, steps, operations and memory, and seconds on a nominal core.

Counts are exact, but for nets that diverge and leave early. Seconds are the same on every machine, so that jobs can be
formed from them; :mod:`snnbench.plan.forecast` says what they are here. Every job of the workflow counts, so nothing
heavy is imported.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.plan.sizes import TaskSize, is_refitted, scored_splits_of
from snnbench.training.grouping import WAITING_STACKS, member_megabytes
from snnbench.training.protocol import TrainingProtocol

OPERATION_SECONDS, LAYER_SECONDS, EPOCH_SECONDS = 7.3e-12, 3.4e-6, 5.7e-5
"""Of a net on the nominal core: per operation of its products, and in addition per layer and step, and per epoch."""
EVALUATION = 1 / 3
"""A row that is only evaluated takes one of a training step's three products."""
LABELLED = 0.7
"""Share of Tox21's training rows that have an assay's label; scikit-learn methods are fitted assay by assay."""
IMPORTS, KERNEL_SVM, TASK_COPIES = 700, 600, 8
"""Megabytes of a process with torch and scikit-learn, and of libsvm's cache and the approximation's features; copies of
a task: itself, its splits, the rows of an epoch in their order, and an estimator's of float64."""
CUDA_ON_HOST = 3000
"""Megabytes of host memory that a CUDA context takes with PyTorch's kernels and pinned buffers. Not measured here, but
set generously."""
NODES_PER_ROW = 500 * 0.6
"""Of a forest of 500 trees; none measured here had more than 0.4 per tree."""


TIMES_PLANNED_SECONDS, MIN_SECONDS = 50, 3600
"""How many times its planned time a replication may take where the config sets no limit, and how long in any case."""


class CellCounts(NamedTuple):
    """What one cell does, over all its replications (splits times repeats)."""

    replications: int
    settings: int
    """Nets that are trained, or settings that are fitted."""
    steps: float
    """Gradient steps of all nets together; 0 for other methods."""
    operations: float
    """Floating-point operations of the nets' matrix products; 0 for other methods."""
    seconds: float
    megabytes: int
    """Bound on the host memory of its process; what lies on a GPU is not counted."""


class Nets(NamedTuple):
    """Nets of one method on tasks of one shape: all layers, operations of a step with one row, megabytes of each."""

    layers: int
    operations: int
    megabytes: list[float]

    @classmethod
    def of(
        cls, method: str, settings: Sequence[Hyperparameters], shape: tuple[int, int], protocol: TrainingProtocol
    ) -> Nets:
        """Count for the settings of a grid, and a shape of features and classes."""
        sizes = *shape, protocol.batch_size, 2 if protocol.average_weights is None else 3
        layers = sum(len(ARCHITECTURES[method].weight_shapes(setting, *shape)) for setting in settings)
        operations = sum(ARCHITECTURES[method].step_operations(setting, *shape, rows=1) for setting in settings)
        return cls(layers, operations, [member_megabytes(method, setting, *sizes) for setting in settings])

    def work(self, task: TaskSize, epochs: float, protocol: TrainingProtocol) -> tuple[float, float]:
        """Return operations and nominal seconds of one split and repeat, with some epochs per net."""
        train, validation, test = task.split_rows
        operations = self.operations * (epochs * train + EVALUATION * (epochs * validation + test))
        per_epoch = LAYER_SECONDS * self.layers * protocol.steps_per_epoch(train) + EPOCH_SECONDS * len(self.megabytes)
        return operations, OPERATION_SECONDS * operations + per_epoch * epochs


class Planner:
    """Counts cells of a config; remembers what tasks of one shape have in common."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._estimators_on_gpu = {estimator.name for estimator in config.estimators if estimator.gpu}
        self._settings = cache(config.grid_of)
        self._nets = cache(lambda suite, net, shape: Nets.of(net, self._settings(suite, net), shape, config.protocol))

    def counts(self, task: TaskSize, method: str, on_gpu: bool | None = None) -> CellCounts:
        """Return what a cell of a task and one of the config's methods does.

        Parameters
        ----------
        task : TaskSize
        method : str
        on_gpu : bool, optional
            Whether methods that can are computed on a GPU; by default if the config says ``device: cuda``.
        """
        config, settings = self.config, len(self._settings(task.suite, method))
        replications = len(scored_splits_of(task, config)) * len(config.repeats_of(task.suite, task.rows, method))
        # A refit needs the search of every fold, whatever the part, and repeats share the choice.
        searches = task.splits if replications and is_refitted(task, config) else replications
        megabytes = IMPORTS + TASK_COPIES * task.rows * task.features * 4 / 2**20
        on_gpu = config.device == "cuda" if on_gpu is None else on_gpu
        if on_gpu and (method in ARCHITECTURES or method in self._estimators_on_gpu):
            megabytes += CUDA_ON_HOST
        steps, operations, seconds = 0.0, 0.0, settings * fit_seconds(method, task)
        if method in ARCHITECTURES:
            nets = self._nets(task.suite, method, (task.features, task.classes))
            epochs = self._epochs_per_net(nets, task.split_rows[0])
            steps = settings * epochs * config.protocol.steps_per_epoch(task.split_rows[0])
            operations, seconds = nets.work(task, epochs, config.protocol)
            stacks = WAITING_STACKS if config.search.strategy == "halving" else 1
            if not on_gpu:
                megabytes += max(*nets.megabytes, min(sum(nets.megabytes), stacks * config.stack_megabytes))
        else:
            forest = NODES_PER_ROW * task.rows * (64 + 8 * task.classes) / 2**20
            megabytes += forest if method == "RandomForest" else KERNEL_SVM
        steps, operations, seconds = (searches * one for one in (steps, operations, seconds))
        return CellCounts(replications, replications * settings, steps, operations, seconds, math.ceil(megabytes))

    def _epochs_per_net(self, nets: Nets, rows: int) -> float:
        """Return the mean of the epochs that the nets of a grid are trained for, if none diverges."""
        search, protocol = self.config.search, self.config.protocol
        # Nets that cannot all wait in memory at a rung start again from the first epoch.
        wait = sum(nets.megabytes) <= WAITING_STACKS * self.config.stack_megabytes
        trained, alive = 0, len(nets.megabytes)
        for start, end in pairwise([0, *search.rungs_for(protocol, rows), protocol.epochs_for(rows)]):
            alive = search.survivors(alive) if start else alive
            trained += alive * (end - (start if wait else 0))
        return trained / len(nets.megabytes)


def max_seconds(counts: CellCounts) -> float:
    """Return the wall time that a cell may take where the config sets no limit: only what hangs should meet it."""
    return max(MIN_SECONDS * counts.replications, TIMES_PLANNED_SECONDS * counts.seconds)


def fit_seconds(method: str, task: TaskSize) -> float:
    """Return the seconds in which another method than a network fits and scores one setting on the nominal core.

    ``fixed + scale * (rows / 1000)**a * (features / 16)**b * (classes / 2)**c``, with training rows; the numbers are
    those of ``costs.csv``, fitted to cells that were run. A method that is not there, such as a user's, is ``other``.
    """
    if task.suite == "tox21":
        assay = task._replace(suite="", rows=round(LABELLED * task.rows), classes=2)
        return task.classes * fit_seconds(method, assay)
    cost = _costs().get(method, _costs()["other"])
    growth = (task.split_rows[0] / 1000) ** cost["rows"] * (task.features / 16) ** cost["features"]
    return cost["fixed"] + cost["scale"] * growth * (task.classes / 2) ** cost["classes"]


@cache
def _costs() -> dict[str, dict[str, float]]:
    lines = (resources.files("snnbench.plan") / "costs.csv").read_text(encoding="utf-8").splitlines()
    return {row.pop("method"): {key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)}
