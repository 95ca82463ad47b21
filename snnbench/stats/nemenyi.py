"""Which pairs of methods differ: Nemenyi's test after Friedman's."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from snnbench.stats.ranks import ranks


def nemenyi_p_values(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the p-value of each pair of methods, corrected for the number of pairs.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.

    Returns
    -------
    DataFrame, shape (methods, methods)
        Symmetric, 1 on the diagonal.

    Raises
    ------
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`.
    """
    import scikit_posthocs

    # An array, since scikit-posthocs takes names of some kinds for parts of the data.
    p_values = scikit_posthocs.posthoc_nemenyi_friedman(ranks(scores).to_numpy())
    return pd.DataFrame(p_values.to_numpy(), index=list(scores.columns), columns=list(scores.columns))


def critical_distance(methods: int, tasks: int, level: float = 0.05) -> float:
    """Return by how much two average ranks must differ to be told apart.

    Parameters
    ----------
    methods, tasks : int
        How many were compared, and on how many tasks.
    level : float
        Of significance, in (0, 1).

    Notes
    -----
    q * sqrt(k (k + 1) / (6 n)) with the studentised range's quantile over sqrt(2) as q; Demsar 2006,
    Statistical comparisons of classifiers over multiple data sets, section 3.2.2.
    """
    if methods < 2 or tasks < 1 or not 0 < level < 1:
        raise ValueError(
            f"needs at least 2 methods, 1 task and a level between 0 and 1, got {methods}, {tasks} and {level}"
        )
    quantile = stats.studentized_range.ppf(1 - level, methods, np.inf)
    return float(quantile / math.sqrt(2) * math.sqrt(methods * (methods + 1) / (6 * tasks)))
