"""Average ranks."""

from __future__ import annotations

import pandas as pd

from snnbench.stats.matrix import SCORE_DECIMALS, checked_matrix


def ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Rank the methods of each task, 1 for the highest score, ties sharing their average rank.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.

    Raises
    ------
    IncompleteMatrix
        If a result is missing; see :func:`snnbench.stats.matrix.checked_matrix` for what else is refused.
    """
    return checked_matrix(scores).rank(axis=1, ascending=False, method="average")


def average_rank_differences(scores: pd.DataFrame) -> pd.Series:
    """Return each method's average rank minus the mean rank, as in Table 1; below 0 is better."""
    return ranks(scores).mean() - (scores.shape[1] + 1) / 2


def order_by_rank(scores: pd.DataFrame) -> pd.Series:
    """Return the average rank of each method, best first, whatever the order of rows and columns.

    Methods of equal average rank stand in the order of their mean score, then of their names.
    """
    table = pd.DataFrame(
        {
            "rank": ranks(scores).mean().round(SCORE_DECIMALS),
            "score": -checked_matrix(scores).mean().round(SCORE_DECIMALS),
            "name": scores.columns.astype(str),
        }
    )
    return table.sort_values(["rank", "score", "name"])["rank"].rename("avg_rank")
