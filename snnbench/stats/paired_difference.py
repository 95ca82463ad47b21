"""The mean difference of two sets of scores of the same cells, with its standard error over tasks."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd


class PairedDifference(NamedTuple):
    """What changes from one set of scores to another.

    Attributes
    ----------
    tasks : int
        0, and the rest NaN, where no cell has a score in both.
    before, after : float
        Means over the tasks of the means over each task's folds and seeds.
    points : float
        ``after`` minus ``before`` in percentage points.
    standard_error : float
        Of ``points``, over the tasks; NaN for one task.
    """

    tasks: int
    before: float
    after: float
    points: float
    standard_error: float


def paired_difference(before: pd.Series, after: pd.Series) -> PairedDifference:
    """Return the mean difference over the cells that both have.

    Folds and seeds of a task share its rows, so that only tasks count as independent.

    Parameters
    ----------
    before, after : Series of float
        Scores between 0 and 1; the index has a level ``task`` and names each cell once.
    """
    both = pd.concat([before.rename("before"), after.rename("after")], axis=1, join="inner").dropna()
    tasks = both.groupby(level="task").mean()
    difference = 100 * (tasks["after"] - tasks["before"])
    return PairedDifference(
        len(tasks), tasks["before"].mean(), tasks["after"].mean(), difference.mean(), difference.sem()
    )
