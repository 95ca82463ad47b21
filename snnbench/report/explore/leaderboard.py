"""All methods of a run in one table; ``statistics.js`` computes the same for what a reader selects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.stats.comparison import holm
from snnbench.stats.matrix import checked_matrix
from snnbench.stats.places import MIN_TASKS
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import order_by_rank
from snnbench.stats.wilcoxon import wilcoxon_p


def leaderboard(scores: pd.DataFrame, seconds: pd.DataFrame, majority: pd.Series | None = None) -> pd.DataFrame:
    """Return one row per method, best average rank first.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense, higher is better.
    seconds : DataFrame, shape (tasks, methods)
        Time of each method on each of these tasks.
    majority : Series, optional
        Score of always answering with the most frequent class, by task; NaN where it is unknown.

    Returns
    -------
    DataFrame
        ``method``; ``avg_rank`` with its 95 % interval ``low``, ``high`` (Student's over tasks; NaN for fewer than
        :data:`snnbench.stats.places.MIN_TASKS` tasks); ``wins`` (tasks on which the method is best, n equal ones
        counting 1/n); ``win_rate`` (share of the comparisons with another method on a task that it wins, equal ones
        counting 1/2); ``mean_score``; ``seconds``; ``p_value_best`` and ``p_value_majority``, of two-sided paired
        Wilcoxon tests against the first method and against the most frequent class, each with Holm's correction for
        the methods compared. NaN for fewer than :data:`snnbench.stats.places.MIN_TASKS` tasks.
    """
    scores = checked_matrix(scores)
    values = scores.to_numpy()
    tasks, methods = values.shape
    best = values == values.max(axis=1, keepdims=True)
    won = (values[:, :, None] > values[:, None, :]).sum(axis=(0, 2))
    tied = (values[:, :, None] == values[:, None, :]).sum(axis=(0, 2)) - tasks
    order = order_by_rank(scores)
    first = order.index[0]
    intervals = average_rank_t_intervals(scores)
    table = pd.DataFrame(
        {
            "avg_rank": order[scores.columns],
            **(intervals if tasks >= MIN_TASKS else intervals * np.nan),
            "wins": (best / best.sum(axis=1, keepdims=True)).sum(axis=0),
            "win_rate": (won + tied / 2) / (tasks * (methods - 1)) if methods > 1 else np.nan,
            "mean_score": scores.mean(),
            "seconds": seconds.loc[scores.index, scores.columns].sum(),
            "p_value_best": _p_values(scores.drop(columns=first), scores[first]).reindex(scores.columns),
            "p_value_majority": np.nan if majority is None else _p_values(scores, majority.reindex(scores.index)),
        }
    )
    return table.loc[order.index].rename_axis("method").reset_index()


def _p_values(scores: pd.DataFrame, reference: pd.Series) -> pd.Series:
    """Return corrected p-values of each method against a reference, over the tasks on which that is known."""
    known = reference.notna()
    if known.sum() < MIN_TASKS:
        return pd.Series(np.nan, index=scores.columns)
    of_method = {name: wilcoxon_p(scores.loc[known, name], reference[known], "two-sided") for name in scores}
    return holm(pd.Series(of_method, index=scores.columns, dtype=float))
