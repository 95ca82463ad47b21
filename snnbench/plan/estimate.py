"""Seconds, memory and disk of cells, from the config and the catalog alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from snnbench.config.model import Config
from snnbench.data.catalog import CatalogEntry
from snnbench.methods.baselines import BASELINES
from snnbench.methods.registry import METHODS, NETS
from snnbench.nets.architectures import depth_of, shape_key
from snnbench.plan.baselines import TREES, other_seconds, svm_seconds, tree_seconds
from snnbench.plan.calibration import Form, Shape, UnitCosts, interpolated, unit_costs
from snnbench.plan.course import expected_course
from snnbench.plan.memory import job_megabytes
from snnbench.plan.work import epoch_work, evaluation_work
from snnbench.training.grouping import plan_stacks, waits_in_memory
from snnbench.training.trial import Trial

FOLDS = {"htru2": 10}
"""Splits of tasks that have more than one."""
LABELLED = 0.7
"""Share of Tox21's training rows that have an assay's label."""
WIDTH_STEP = 4
"""Highway layers, which are as wide as the data, are timed at the powers of it."""


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


def validation_rows(entry: CatalogEntry) -> int:
    """Return the rows of a split's validation set."""
    if entry.name in FOLDS:
        return entry.rows // FOLDS[entry.name]
    rest = entry.rows - entry.test_rows if entry.test_rows else 0.75 * entry.rows
    return max(1, round(0.15 * rest))


def test_rows(entry: CatalogEntry) -> int:
    """Return the rows of a split's test set."""
    if entry.name in FOLDS:
        return entry.rows // FOLDS[entry.name]
    return entry.test_rows or max(1, round(0.25 * entry.rows))


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
    splits = config.splits_of(entry.suite, entry.rows, entry.splits)
    parts = len(splits) * len(config.repeats_of(entry.suite, entry.rows, method))
    if method in NETS:
        seconds = _net_seconds(method, settings, entry, rows, features, config, device)
    elif method in BASELINES and entry.suite == "tox21":
        # Fitted assay by assay, to the rows that have its label.
        assay = sum(_baseline_seconds(method, setting, round(LABELLED * rows), features, 2) for setting in settings)
        seconds = entry.classes * assay
    elif method in BASELINES:
        seconds = sum(_baseline_seconds(method, setting, rows, features, entry.classes) for setting in settings)
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


def _baseline_seconds(method: str, setting: Mapping[str, object], rows: int, features: int, classes: int) -> float:
    """Return the seconds of one fit."""
    if method in TREES:
        return tree_seconds(method, setting, rows, features)
    if method == "SVM":
        return svm_seconds(rows, features, classes)
    return other_seconds(method, rows, features)


def _net_seconds(
    method: str, settings: list[dict], entry: CatalogEntry, rows: int, features: int, config: Config, device: str
) -> float:
    """Return the seconds of one split of a network's grid."""
    protocol = config.protocol
    search = config.search
    trials = [Trial(setting, i) for i, setting in enumerate(settings)]
    sizes = (method, trials, features, entry.classes, protocol.batch_size, config.stack_megabytes)
    course = expected_course(
        method,
        settings,
        search,
        protocol,
        rows,
        by_depth=entry.suite in search.by_depth,
        wait_in_memory=waits_in_memory(*sizes),
    )
    forms = _forms(settings)
    seconds = 0.0
    for stack in plan_stacks(*sizes):
        members = [trial.hyperparameters for trial in stack]
        costs = _costs(method, forms[stack[0].number], members[0], features, device)
        for leg in course:
            alive = leg.alive[[trial.number for trial in stack]]
            epoch = epoch_work(
                method, members, alive, leg.alive.sum(), features, entry.classes, rows, validation_rows(entry), protocol
            )
            seconds += leg.epochs * costs.seconds(epoch)
        seconds += costs.build * sum(map(depth_of, members))
        seconds += costs.seconds(evaluation_work(method, members, features, entry.classes, test_rows(entry)))
    return seconds


def _forms(settings: list[dict]) -> list[Form]:
    """Return the form of the nets of every setting."""
    shapes = [_shape(setting) for setting in settings]
    dropouts: dict[Shape, set[float]] = {}
    for shape, setting in zip(shapes, settings, strict=True):
        dropouts.setdefault(shape, set()).add(setting.get("dropout", 0))
    decay = any(setting.get("l2") for setting in settings)
    return [Form(shape, tuple(sorted(dropouts[shape])), decay) for shape in shapes]


def _shape(setting: Mapping[str, object]) -> Shape:
    without = {"hidden_layers", "blocks"} | ({"bottleneck"} if setting.get("block_form") == "rectangular" else set())
    return tuple(pair for pair in shape_key(setting) if pair[0] not in without)


def _costs(method: str, form: Form, setting: Mapping[str, object], features: int, device: str) -> UnitCosts:
    """Return the costs of nets of a form; of highway layers as wide as the data, between those that are timed."""
    if method != "Highway" or setting.get("hidden_units"):
        return unit_costs(method, form, device=device)
    powers = math.floor(math.log(features, WIDTH_STEP)), math.ceil(math.log(features, WIDTH_STEP))
    return interpolated({WIDTH_STEP**p: unit_costs(method, form, WIDTH_STEP**p, device) for p in powers}, features)
