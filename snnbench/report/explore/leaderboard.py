"""All methods of a run in one table; ``statistics.js`` computes the same for what a reader selects."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.stats.matrix import checked_matrix
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import order_by_rank


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
    """Leave out first the methods without any result, then the tasks that lack a result of the others."""
    methods = scores.columns[scores.notna().any()]
    kept = scores[methods]
    complete = kept.notna().all(axis=1)
    return Comparable(
        kept[complete], list(kept.index[~complete]), [name for name in scores.columns if name not in methods]
    )


def leaderboard(scores: pd.DataFrame, seconds: pd.DataFrame) -> pd.DataFrame:
    """Return one row per method, best average rank first.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense, higher is better.
    seconds : DataFrame, shape (tasks, methods)
        Time of each method on each of these tasks.

    Returns
    -------
    DataFrame
        ``method``; ``avg_rank`` with its 95 % interval ``low``, ``high`` (Student's over tasks); ``wins`` (tasks on
        which the method is best, n equal ones counting 1/n); ``win_rate`` (share of the comparisons with another
        method on a task that it wins, equal ones counting 1/2); ``mean_score``; ``seconds``.
    """
    scores = checked_matrix(scores)
    values = scores.to_numpy()
    tasks, methods = values.shape
    best = values == values.max(axis=1, keepdims=True)
    won = (values[:, :, None] > values[:, None, :]).sum(axis=(0, 2))
    tied = (values[:, :, None] == values[:, None, :]).sum(axis=(0, 2)) - tasks
    table = pd.DataFrame(
        {
            "avg_rank": order_by_rank(scores)[scores.columns],
            **average_rank_t_intervals(scores),
            "wins": (best / best.sum(axis=1, keepdims=True)).sum(axis=0),
            "win_rate": (won + tied / 2) / (tasks * (methods - 1)) if methods > 1 else np.nan,
            "mean_score": scores.mean(),
            "seconds": seconds.loc[scores.index, scores.columns].sum(),
        }
    )
    return table.loc[order_by_rank(scores).index].rename_axis("method").reset_index()
