"""Ranks and tests as in the paper where results are missing: such a method ranks last on the task."""

from __future__ import annotations

import pandas as pd

from snnbench.stats.comparison import P_VALUES, holm
from snnbench.stats.ranks import ranks
from snnbench.stats.wilcoxon import ALTERNATIVES, rank_biserial, wilcoxon_p

RANKED_LAST = -1.0
"""Below every accuracy."""


def average_ranks(scores: pd.DataFrame) -> pd.Series:
    """Return the average rank of each method, missing results ranked last, as in the paper."""
    return ranks(scores.fillna(RANKED_LAST)).mean()


def compare(scores: pd.DataFrame) -> pd.DataFrame:
    """Compare the method of the best average rank with each other one as the paper did.

    In contrast to :func:`snnbench.stats.comparison.compare_with_best`, which refuses missing results, they are
    ranked last, and each test leaves out the tasks on which one of its two methods has none.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)

    Returns
    -------
    DataFrame
        A row per method, best first: ``avg_rank`` and the other columns of ``compare_with_best``, and ``tasks``.
    """
    table = average_ranks(scores).sort_values(kind="stable").rename("avg_rank").to_frame()
    table["avg_rank_difference"] = table["avg_rank"] - (scores.shape[1] + 1) / 2
    best = table.index[0]
    pairs = {method: scores[[best, method]].dropna() for method in table.index[1:]}
    for column, alternative in zip(P_VALUES, ALTERNATIVES, strict=True):
        p_values = {name: wilcoxon_p(pair[best], pair[name], alternative) for name, pair in pairs.items()}
        table[column] = pd.Series(p_values, dtype=float)
    for column in P_VALUES:
        table[f"{column}_holm"] = holm(table[column])
    table["effect_size"] = pd.Series({name: rank_biserial(pair[best], pair[name]) for name, pair in pairs.items()})
    tasks = {name: len(pair) for name, pair in pairs.items()}
    table["tasks"] = pd.Series({best: int(scores[best].notna().sum()), **tasks})
    return table.rename_axis("method")
