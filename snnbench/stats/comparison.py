"""Every method against the one that ranks best."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from snnbench.stats.matrix import checked_matrix
from snnbench.stats.ranks import order_by_rank
from snnbench.stats.wilcoxon import rank_biserial, wilcoxon_p

P_VALUES = ("p_value", "p_value_two_sided")
"""One-sided, as the paper's, and two-sided; each also corrected by Holm, as ``<name>_holm``."""


def compare_with_best(scores: pd.DataFrame) -> pd.DataFrame:
    """Compare the method of the best average rank with each other one, over tasks.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes; higher is better.

    Returns
    -------
    DataFrame
        A row per method, best rank first, with ``method``, ``avg_rank``, ``avg_rank_difference`` (to the
        mean rank; below 0 is better), ``p_value`` (paired Wilcoxon, one-sided: the best scores higher),
        ``p_value_two_sided``, both again with the suffix ``_holm`` (Holm's correction for the number of
        methods compared), and ``effect_size`` (matched-pairs rank-biserial correlation in [-1, 1], above 0
        where the best is better). The last five are NaN for the best itself.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`.
    """
    scores = checked_matrix(scores)
    average_ranks = order_by_rank(scores)
    best = scores[average_ranks.index[0]].to_numpy()
    others = [scores[method].to_numpy() for method in average_ranks.index[1:]]
    table = average_ranks.rename_axis("method").reset_index()
    table["avg_rank_difference"] = table["avg_rank"] - (scores.shape[1] + 1) / 2
    table["p_value"] = [math.nan, *(wilcoxon_p(best, other) for other in others)]
    table["p_value_two_sided"] = [math.nan, *(wilcoxon_p(best, other, "two-sided") for other in others)]
    for column in P_VALUES:
        table[f"{column}_holm"] = holm(table[column])
    table["effect_size"] = [math.nan, *(rank_biserial(best, other) for other in others)]
    return table


def holm(p_values: pd.Series) -> pd.Series:
    """Return the p-values after Holm's step-down correction for how many there are; NaN stays NaN.

    The same as statsmodels' ``multipletests``, which collects garbage at every call and so takes a tenth of a second.
    """
    corrected = p_values.astype(float).to_numpy(copy=True)
    tested = np.flatnonzero(~np.isnan(corrected))
    order = tested[np.argsort(corrected[tested], kind="stable")]
    steps = np.maximum.accumulate(corrected[order] * np.arange(len(order), 0, -1))
    corrected[order] = np.minimum(steps, 1.0)
    return pd.Series(corrected, index=p_values.index, name=p_values.name)
