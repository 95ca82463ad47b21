"""How long the baselines take, from small fits of each, with the predictions of both validation and test rows."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Mapping
from functools import cache

import numpy as np
from sklearn.metrics import accuracy_score
from threadpoolctl import threadpool_limits

from snnbench.methods.baselines import BASELINES
from snnbench.methods.svm import KernelSVM

FEW, ROWS, MANY, FEATURES = 40, 600, 2400, 16
"""Rows and features of the fits that are timed."""
TIMED_TREES = 50
"""Of the ensembles of trees."""
TREES = {"RandomForest": "sqrt", "ExtraTrees": "sqrt", "Bagging": 1.0, "DecisionTree": 1.0}
"""Features that these baselines try at a split unless a setting says otherwise."""


@cache
def _seconds(kind: str, rows: int) -> float:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(rows, FEATURES))
    y = (X[:, 0] + 0.5 * generator.normal(size=rows) > 0).astype(int)
    if kind in ("exact SVM", "approximate SVM"):
        model = KernelSVM(exact_rows=rows if kind == "exact SVM" else 0, random_state=0)
    else:
        arguments = dict(BASELINES[kind].arguments)
        if "n_estimators" in arguments:
            arguments["n_estimators"] = TIMED_TREES
        model = BASELINES[kind].load()(**arguments)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Whatever is imported or set up at the first call is not the fit's.
        if rows == FEW:
            model.fit(X, y).predict(X)
        started = time.process_time()
        model.fit(X, y)
        # About as many rows as a task has validation and test rows beside.
        for part in (slice(rows // 6), slice(rows // 2)):
            accuracy_score(y[part], model.predict(X[part]))
    return time.process_time() - started


def tree_seconds(method: str, setting: Mapping[str, object], rows: int, features: int) -> float:
    """Return the seconds of one of :data:`TREES`: a part a tree, and n log n in the rows times features tried."""
    fixed, trees = _seconds(method, FEW), BASELINES[method].arguments.get("n_estimators", TIMED_TREES)
    growth = rows * math.log2(rows + 1) * _tried(setting.get("max_features", TREES[method]), features)
    timed = ROWS * math.log2(ROWS + 1) * _tried(TREES[method], FEATURES)
    return trees / TIMED_TREES * (fixed + max(0.0, _seconds(method, ROWS) - fixed) * growth / timed)


def _tried(max_features: object, features: int) -> float:
    """Return how many features are tried at a split; a forest names a number, a share or a root."""
    if isinstance(max_features, float):
        return max(1.0, max_features * features)
    if isinstance(max_features, int):
        return max_features
    return math.sqrt(features) if max_features == "sqrt" else features


def svm_seconds(rows: int, features: int, classes: int) -> float:
    """Return the seconds of an SVM: where it is exact by the power of the rows that is measured, linear above."""
    if rows > KernelSVM().exact_rows:
        return _seconds("approximate SVM", MANY) * rows / MANY * max(1, classes / 2)
    fixed = _seconds("exact SVM", FEW)
    few, many = (max(1e-4, _seconds("exact SVM", n) - fixed) for n in (ROWS, MANY))
    power = min(2.0, max(1.0, math.log(many / few) / math.log(MANY / ROWS)))
    # A value of the kernel takes an exponential beside its features.
    width = (FEATURES + features) / (2 * FEATURES)
    return fixed + many * (rows / MANY) ** power * width


def other_seconds(method: str, rows: int, features: int) -> float:
    """Return the seconds of any other baseline: a straight line in the rows, and in the features half of it."""
    fixed = _seconds(method, FEW)
    slope = max(0.0, _seconds(method, ROWS) - fixed) / ROWS
    return fixed + slope * rows * (0.5 + 0.5 * features / FEATURES)
