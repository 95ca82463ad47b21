"""The dense, aligned matrix that every statistic starts from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

SCORE_DECIMALS = 12
"""Scores that differ by less are the same number computed in another order, so they tie.

Accuracies over up to 100,000 test rows differ by 1e-10 at least.
"""


class IncompleteMatrix(ValueError):
    """Some (task, method) pairs have no result; the message names them."""


class Comparable(NamedTuple):
    """The results that methods can be compared on.

    Attributes
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense.
    without_method : list of str
        Tasks left out because a method has no result.
    without_result : list of str
        Methods left out because they have no result on any task.
    """

    scores: pd.DataFrame
    without_method: list[str]
    without_result: list[str]


def comparable(scores: pd.DataFrame) -> Comparable:
    """Leave out first the methods without any result, then the tasks that lack a result of the others.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        NaN where there is no result.
    """
    methods = scores.columns[scores.notna().any()]
    kept = scores[methods]
    complete = kept.notna().all(axis=1) & bool(len(methods))
    return Comparable(
        kept[complete], list(kept.index[~complete]), [name for name in scores.columns if name not in methods]
    )


def refuse_holes(scores: pd.DataFrame) -> None:
    """Raise unless every method has a result on every task.

    Raises
    ------
    IncompleteMatrix
        Naming every missing (task, method) pair.
    """
    holes = scores.isna()
    if holes.to_numpy().any():
        pairs = [f"({task}, {method})" for task, row in holes.iterrows() for method in row.index[row]]
        raise IncompleteMatrix(
            f"{'1 result is' if len(pairs) == 1 else f'{len(pairs):,} results are'} missing: {', '.join(pairs)}. "
            "Run them, or allow such tasks to be left out (`incomplete: drop` in the config)."
        )


def checked_matrix(scores: pd.DataFrame, minimum_methods: int = 1) -> pd.DataFrame:
    """Return the matrix as floats of :data:`SCORE_DECIMALS`, or say why no statistic can be computed over it.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Higher is better.
    minimum_methods : int
        How many the statistic needs.

    Raises
    ------
    IncompleteMatrix
        If a method has no result on some task; names every missing (task, method) pair.
    ValueError
        If there is no task, too few methods, a task or method named twice, or an infinite score.
    """
    refuse_holes(scores)
    for axis, names in (("task", scores.index), ("method", scores.columns)):
        if not names.is_unique:
            raise ValueError(f"{axis} {names[names.duplicated()][0]} stands in the matrix more than once")
    if scores.shape[0] < 1 or scores.shape[1] < minimum_methods:
        raise ValueError(
            f"this statistic needs at least 1 task and {minimum_methods} methods, "
            f"the matrix has {scores.shape[0]} and {scores.shape[1]}"
        )
    rounded = scores.astype(float).round(SCORE_DECIMALS)
    infinite = ~np.isfinite(rounded.to_numpy())
    if infinite.any():
        task, method = np.argwhere(infinite)[0]
        raise ValueError(f"the score of {scores.columns[method]} on {scores.index[task]} is infinite")
    return rounded
