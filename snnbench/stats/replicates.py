"""Scores of the same methods on several folds and with several seeds per task."""

from __future__ import annotations

import pandas as pd

from snnbench.stats.matrix import checked_matrix

LEVELS = ("task", "split", "repeat")
"""Of the index: a replicate of a task is one of its splits with one of its seeds."""


def checked_replicates(scores: pd.DataFrame, minimum_methods: int = 2) -> pd.DataFrame:
    """Return the scores sorted by task, split and repeat, or say why no statistic can be computed over them.

    Parameters
    ----------
    scores : DataFrame, shape (replicates, methods)
        Index levels :data:`LEVELS`; higher is better. Tasks may have different numbers of replicates.
    minimum_methods : int
        How many the statistic needs.

    Returns
    -------
    DataFrame, shape (replicates, methods)
        Rounded to :data:`snnbench.stats.matrix.SCORE_DECIMALS`.

    Raises
    ------
    IncompleteMatrix
        If a method has no result on some replicate; names every missing one.
    ValueError
        If the index has other levels, or for what :func:`snnbench.stats.matrix.checked_matrix` refuses.
    """
    if tuple(scores.index.names) != LEVELS:
        raise ValueError(
            f"replicates are indexed by {', '.join(LEVELS)}, got {', '.join(map(str, scores.index.names))}"
        )
    return checked_matrix(scores, minimum_methods).sort_index(key=lambda names: names.astype(str))


def single_replicates(scores: pd.DataFrame) -> pd.DataFrame:
    """Return a matrix of one score per task and method, such as the paper's, as replicates.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
    """
    index = pd.MultiIndex.from_product([scores.index, [0], [0]], names=LEVELS)
    return scores.set_axis(index, axis=0)


def task_means(scores: pd.DataFrame) -> pd.DataFrame:
    """Return each method's mean score over the replicates of each task, shape (tasks, methods)."""
    return checked_replicates(scores, minimum_methods=1).groupby(level="task", sort=False).mean()
