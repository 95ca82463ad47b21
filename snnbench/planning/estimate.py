"""Seconds, memory and disk of cells, from the config and the catalog alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from snnbench.baselines.registry import BASELINES
from snnbench.config import Config
from snnbench.data.catalog import CatalogEntry
from snnbench.methods import METHODS, NETS
from snnbench.nets.hyperparameters import depth_of, shape_key, units_of
from snnbench.planning.baselines import forest_seconds, other_seconds, svm_seconds
from snnbench.planning.calibration import ROWS, LayerCost, layer_cost
from snnbench.planning.memory import job_megabytes
from snnbench.training.plan import plan_stacks
from snnbench.training.protocol import Protocol
from snnbench.training.search import Search
from snnbench.training.trial import Trial

FOLDS = {"htru2": 10}
"""Splits of tasks that have more than one."""
LABELLED = 0.7
"""Share of Tox21's training rows that have an assay's label."""


@dataclass(frozen=True)
class CellEstimate:
    """What one cell will take.

    Attributes
    ----------
    task, suite, method : str
    nets : int
        Settings over all splits and repeats.
    seconds : float
        On one core, or on the GPU.
    megabytes : float
        Bound on the memory of its process.
    """

    task: str
    suite: str
    method: str
    nets: int
    seconds: float
    megabytes: float


def training_rows(entry: CatalogEntry) -> int:
    """Return the rows of a split's training set, without its validation rows."""
    if entry.name in FOLDS:
        return entry.rows * (FOLDS[entry.name] - 2) // FOLDS[entry.name]
    rest = entry.rows - entry.test_rows if entry.test_rows else 0.75 * entry.rows
    return max(1, round(0.85 * rest))


def estimate_cell(entry: CatalogEntry, method: str, config: Config, device: str = "cpu") -> CellEstimate:
    """Estimate one cell of a run.

    Parameters
    ----------
    entry : CatalogEntry
        With a known number of features.
    method : str
        Built-in; users' methods are not known in advance.
    config : Config
    device : {"cpu", "cuda"}
        Where nets train.
    """
    rows, features = training_rows(entry), entry.features or 1
    settings = config.grid_of(entry.suite, method)
    parts = FOLDS.get(entry.name, 1) * config.repeats.get(entry.suite, 1)
    if method in NETS:
        seconds = _net_seconds(method, settings, entry, rows, features, config, device)
    elif method in BASELINES and entry.suite == "tox21":
        # Fitted assay by assay, to the rows that have its label.
        one = _baseline_seconds(method, round(LABELLED * rows), features, 2)
        seconds = len(settings) * entry.classes * one
    elif method in BASELINES:
        seconds = len(settings) * _baseline_seconds(method, rows, features, entry.classes)
    else:
        raise ValueError(f"{method} is not one of {', '.join(METHODS)}; its time is not known in advance")
    return CellEstimate(
        entry.name,
        entry.suite,
        method,
        parts * len(settings),
        parts * seconds,
        job_megabytes(entry.rows, features, entry.classes, entry.suite, [method], config),
    )


def _baseline_seconds(method: str, rows: int, features: int, classes: int) -> float:
    """Return the seconds of one fit."""
    if method == "RandomForest":
        return forest_seconds(rows, features, classes)
    if method == "SVM":
        return svm_seconds(rows, features, classes)
    return other_seconds(method, rows, features)


def _net_seconds(
    method: str, settings: list[dict], entry: CatalogEntry, rows: int, features: int, config: Config, device: str
) -> float:
    """Return the seconds of one split of a network's grid."""
    protocol = Protocol(**config.protocol.model_dump())
    search = Search.of(config.search, entry.suite)
    epochs = protocol.epochs_for(rows)
    bounds = [0, *search.rungs_for(protocol, rows), epochs]
    trials = [Trial(setting, i) for i, setting in enumerate(settings)]
    stacks = plan_stacks(method, trials, features, entry.classes, protocol.batch_size, config.stack_megabytes)
    steps = protocol.steps_per_epoch(rows)
    # Validation rows pass forward only, a third of a step's products.
    batches = rows / ROWS + 0.15 / 0.85 * rows / ROWS / 3
    seconds, alive = 0.0, 1.0
    for start, end in pairwise(bounds):
        for stack in stacks:
            seconds += (end - start) * _epoch_seconds(method, stack, features, alive, steps, batches, device)
        alive *= search.survivors(len(trials)) / len(trials) if len(bounds) > 2 else 1.0
    return seconds


def _epoch_seconds(
    method: str, stack: list[Trial], features: int, alive: float, steps: int, batches: float, device: str
) -> float:
    """Return the seconds of an epoch of a stack of which a share is still alive."""
    setting = stack[0].hyperparameters
    depths = [depth_of(trial.hyperparameters) for trial in stack]
    # The products of the first layer, or of the projection before it, grow with the features.
    wide = len(stack) * max(0.0, features / units_of(method, setting, features) - 1)
    shape = tuple(pair for pair in shape_key(setting) if pair[0] not in ("hidden_layers", "blocks"))
    cost: LayerCost = layer_cost(method, shape, features if method == "Highway" else 20, device)
    # A stack whose members are all left behind costs nothing.
    survives = min(1.0, alive * len(stack))
    return survives * steps * max(depths) * cost.fixed + alive * batches * (sum(depths) + wide) * cost.per_net
