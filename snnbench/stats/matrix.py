"""The dense, aligned matrix that every statistic starts from."""

from __future__ import annotations

import numpy as np
import pandas as pd

SCORE_DECIMALS = 12
"""Scores that differ by less are the same number computed in another order, so they tie.

Accuracies over up to 100,000 test rows differ by 1e-10 at least.
"""


class IncompleteMatrix(ValueError):
    """Some (task, method) pairs have no result; the message names them."""


def dense_matrix(scores: pd.DataFrame, drop_incomplete: bool = False) -> tuple[pd.DataFrame, list[str]]:
    """Return the matrix without holes, and the tasks that were left out.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        NaN where there is no result.
    drop_incomplete : bool
        Leave out tasks that lack a method, instead of refusing.

    Raises
    ------
    IncompleteMatrix
        If there are holes and ``drop_incomplete`` is false; names every missing (task, method) pair.
    """
    holes = scores.isna()
    if holes.to_numpy().any() and not drop_incomplete:
        pairs = [f"({task}, {method})" for task, row in holes.iterrows() for method in row.index[row]]
        raise IncompleteMatrix(
            f"{len(pairs)} results are missing: {', '.join(pairs)}. "
            "Run them, or allow such tasks to be left out (`incomplete: drop` in the config)."
        )
    incomplete = holes.any(axis=1)
    return scores[~incomplete], list(scores.index[incomplete])


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
    dense, _ = dense_matrix(scores)
    for axis, names in (("task", dense.index), ("method", dense.columns)):
        if not names.is_unique:
            raise ValueError(f"{axis} {names[names.duplicated()][0]} stands in the matrix more than once")
    if dense.shape[0] < 1 or dense.shape[1] < minimum_methods:
        raise ValueError(
            f"this statistic needs at least 1 task and {minimum_methods} methods, "
            f"the matrix has {dense.shape[0]} and {dense.shape[1]}"
        )
    rounded = dense.astype(float).round(SCORE_DECIMALS)
    infinite = ~np.isfinite(rounded.to_numpy())
    if infinite.any():
        task, method = np.argwhere(infinite)[0]
        raise ValueError(f"the score of {dense.columns[method]} on {dense.index[task]} is infinite")
    return rounded
