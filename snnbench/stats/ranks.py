"""Average ranks."""

from __future__ import annotations

import pandas as pd


def ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Rank the methods of each task, 1 for the highest score, ties sharing their average rank.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.
    """
    if scores.isna().to_numpy().any():
        raise ValueError("ranks need a result of every method on every task")
    return scores.rank(axis=1, ascending=False, method="average")


def average_rank_differences(scores: pd.DataFrame) -> pd.Series:
    """Return each method's average rank minus the mean rank, as in Table 1; below 0 is better."""
    return ranks(scores).mean() - (scores.shape[1] + 1) / 2
