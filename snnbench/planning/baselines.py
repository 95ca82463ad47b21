"""How long the baselines take, from one small fit of each."""

from __future__ import annotations

import math
import time
import warnings
from functools import cache

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from threadpoolctl import threadpool_limits

from snnbench.baselines.registry import BASELINES
from snnbench.baselines.svm import KernelSVM

ROWS, FEATURES = 600, 16


@cache
def _seconds(kind: str, rows: int) -> float:
    generator = np.random.default_rng(0)
    X = generator.normal(size=(rows, FEATURES))
    y = (X[:, 0] + 0.5 * generator.normal(size=rows) > 0).astype(int)
    if kind == "forest":
        # 100 of the 500 trees.
        model = RandomForestClassifier(100, n_jobs=1, random_state=0)
    elif kind in ("svm", "approximation"):
        model = KernelSVM(exact_rows=10**9 if kind == "svm" else 0, random_state=0)
    else:
        model = BASELINES[kind].load()(**BASELINES[kind].arguments)
    started = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, y).predict(X)
    return (time.process_time() - started) * (5 if kind == "forest" else 1)


def forest_seconds(rows: int, features: int, classes: int) -> float:
    """Return the seconds of a forest of 500 trees: n log n in the rows, the root of the features."""
    growth = rows * math.log2(rows + 1) / (ROWS * math.log2(ROWS + 1))
    # A tree has a cost of its own, which rules on tiny tasks.
    return _seconds("forest", ROWS) * (0.3 + 0.7 * growth * math.sqrt(features / FEATURES))


def svm_seconds(rows: int, features: int, classes: int) -> float:
    """Return the seconds of an SVM: quadratic in the rows where it is exact, linear above."""
    width = 0.5 + 0.5 * features / FEATURES
    if rows <= KernelSVM().exact_rows:
        return _seconds("svm", 1000) * (rows / 1000) ** 2 * width
    return _seconds("approximation", 2000) * rows / 2000 * max(1, classes / 2)


def other_seconds(method: str, rows: int, features: int) -> float:
    """Return the seconds of any other baseline: linear in the rows beside a cost of its own."""
    return _seconds(method, ROWS) * (0.3 + 0.7 * rows / ROWS) * (0.5 + 0.5 * features / FEATURES)
