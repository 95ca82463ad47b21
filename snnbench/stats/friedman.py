"""Whether the methods differ at all."""

from __future__ import annotations

import pandas as pd
from scipy import stats

from snnbench.stats.matrix import checked_matrix
from snnbench.stats.ranks import ranks


def friedman_test(scores: pd.DataFrame) -> tuple[float, float]:
    """Test by Friedman's rank sums whether all methods score alike.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes, of three methods or more.

    Returns
    -------
    statistic, p_value : float
        Chi-squared with (methods - 1) degrees of freedom, corrected for ties. 0 and 1 where all methods are
        equal on every task.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`.
    """
    table = ranks(checked_matrix(scores, minimum_methods=3))
    if (table.max(axis=1) == table.min(axis=1)).all():
        return 0.0, 1.0
    result = stats.friedmanchisquare(*(table[method] for method in table))
    return float(result.statistic), float(result.pvalue)
