"""Simulated scores whose variance components are known."""

import numpy as np
import pandas as pd
import pytest

from snnbench.stats.replicates import LEVELS

DEVIATIONS = {
    "task": 3.0,
    "split": 1.5,
    "seed": 1.0,
    "method x task": 2.0,
    "method x split": 1.2,
    "method x seed": 0.8,
}


def simulate(tasks, splits, seeds, methods=(0.0, 0.5, 1.0), rng=0, **deviations):
    """Scores of the model of variance_components, and the true components."""
    generator, sizes = np.random.default_rng(rng), (tasks, splits, seeds, len(methods))
    of = DEVIATIONS | deviations

    def effect(name, *levels):
        shape = [size if i in levels else 1 for i, size in enumerate(sizes)]
        return of[name] * generator.standard_normal(shape)

    values = (
        np.asarray(methods)
        + effect("task", 0)
        + effect("split", 0, 1)
        + effect("seed", 0, 1, 2)
        + effect("method x task", 0, 3)
        + effect("method x split", 0, 1, 3)
        + effect("method x seed", 0, 1, 2, 3)
    )
    index = pd.MultiIndex.from_product([range(n) for n in sizes[:3]], names=LEVELS)
    return pd.DataFrame(values.reshape(-1, len(methods)), index, [f"m{i}" for i in range(len(methods))])


@pytest.fixture(scope="session")
def simulated():
    """The function that simulates scores of methods on tasks, splits and seeds."""
    return simulate


@pytest.fixture(scope="session")
def deviations():
    """The standard deviations of its random effects."""
    return DEVIATIONS


@pytest.fixture(scope="session")
def scores():
    """Three methods on 30 tasks, 4 splits and 3 seeds."""
    return simulate(30, 4, 3)
