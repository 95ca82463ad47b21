"""How fast this machine is: one stack or one fit per method, timed for a fraction of a second."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from snnbench.methods.baselines import BASELINES
from snnbench.nets.architectures import ARCHITECTURES, shape_key
from snnbench.plan.counted import LAYER_SECONDS, OPERATION_SECONDS, fit_seconds
from snnbench.plan.sizes import TaskSize

ROWS, VALIDATION_ROWS = 384, 96
TASK = TaskSize("timed", "", 640, features=16, classes=3, test_share=1 / 4)
"""What is timed: 16 features, of which two decide the class."""
MEMBERS, LARGEST_STEP = 12, 4e9
"""Most nets of a timed stack, and most operations of one of its steps unless it holds one net."""
SECONDS = 0.06
"""For which a stack is timed at least."""


def times_longer(method: str, settings: Sequence[Mapping[str, Any]], device: str = "cpu") -> float:
    """Return how many times as long as on the nominal core a method takes here, in processor time on a CPU.

    Parameters
    ----------
    method : str
        A registered network or a built-in scikit-learn method.
    settings : sequence of mapping
        Of its grid.
    device : {"cpu", "cuda"}
        Where nets train.
    """
    if method in ARCHITECTURES:
        return _time_stack(method, settings, device)
    return _time_fit(method, settings[0] if settings else {})


def _time_stack(method: str, settings: Sequence[Mapping[str, Any]], device: str) -> float:
    import torch

    from snnbench.training.data import Data
    from snnbench.training.losses import SoftmaxCrossEntropy
    from snnbench.training.metrics import accuracy
    from snnbench.training.process import clock, keep_freed_memory, small_nets
    from snnbench.training.protocol import TrainingProtocol
    from snnbench.training.stack import Stack
    from snnbench.training.trial import Trial

    members, record, protocol = _members(method, settings), ARCHITECTURES[method], TrainingProtocol(smoothing=1)
    x, y = (torch.as_tensor(part, device=device) for part in _rows())
    train, validation = (x[:ROWS], y[:ROWS]), (x[ROWS:], y[ROWS:])
    data = Data(train, validation, validation, SoftmaxCrossEntropy(TASK.classes), accuracy)
    keep_freed_memory()
    with small_nets(), torch.no_grad():
        # A rate so low that no net diverges and leaves the stack.
        trials = [Trial({**setting, "learning_rate": 1e-5}, i, i) for i, setting in enumerate(members)]
        stack = Stack(method, trials, data, protocol, seed=0)
        stack.train(1 if device == "cpu" else 4)
        first, started = stack.epoch, clock(device)
        while clock(device) - started < SECONDS:
            stack.train(stack.epoch + 1)
        took = (clock(device) - started) / (stack.epoch - first)
    shape = TASK.features, TASK.classes
    layers = sum(len(record.weight_shapes(setting, *shape)) for setting in members)
    operations = sum(record.step_operations(setting, *shape, rows=1) for setting in members)
    steps = protocol.steps_per_epoch(ROWS)
    nominal = LAYER_SECONDS * layers * steps + OPERATION_SECONDS * operations * (ROWS + VALIDATION_ROWS / 3)
    return took / nominal


def _members(method: str, settings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return nets that may share a stack: of the shape that most of the grid's nets have, from shallow to deep."""
    record = ARCHITECTURES[method]
    shapes: dict[object, list[Mapping[str, Any]]] = {}
    for setting in settings:
        shapes.setdefault(shape_key(setting), []).append(setting)
    most: list[Mapping[str, Any]] = max(shapes.values(), key=len)
    largest = sorted(most, key=record.depth_of)
    chosen = [largest[round(place)] for place in np.linspace(0, len(largest) - 1, min(MEMBERS, len(largest)))]
    operations = np.cumsum([record.step_operations(s, TASK.features, TASK.classes, rows=128) for s in chosen])
    return chosen[: max(1, int((operations <= LARGEST_STEP).sum()))]


def _time_fit(method: str, setting: Mapping[str, Any]) -> float:
    from sklearn.metrics import accuracy_score
    from threadpoolctl import threadpool_limits

    estimator_class = BASELINES[method].estimator_class
    X, y = _rows()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # What is imported or set up at the first call is not the fit's.
        estimator_class.make({**setting, **_few_trees(setting, estimator_class.parameters)}, 0).fit(X[:60], y[:60])
        started = time.process_time()
        model = estimator_class.make(setting, 0).fit(X[:ROWS], y[:ROWS])
        accuracy_score(y[ROWS:], model.predict(X[ROWS:]))
        took = time.process_time() - started
    return took / fit_seconds(method, TASK)


def _few_trees(setting: Mapping[str, Any], names: frozenset[str]) -> dict[str, int]:
    return {"n_estimators": 2} if "n_estimators" in names and "n_estimators" not in setting else {}


def _rows() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(ROWS + VALIDATION_ROWS, TASK.features)).astype(np.float32)
    noisy = X[:, :2] + 0.5 * generator.normal(size=(len(X), 2))
    return X, (noisy > 0).sum(1).astype(np.int64)
