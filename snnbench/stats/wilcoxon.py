"""Paired comparisons of methods over tasks."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats


def wilcoxon_p(
    better: np.ndarray, worse: np.ndarray, alternative: Literal["greater", "two-sided"] = "greater"
) -> float:
    """Return the p-value of a paired Wilcoxon signed-rank test.

    Tasks on which both are equal are left out, as scipy's default and R's are; p-values come from the
    normal approximation then, and from the exact distribution for small samples without ties.

    Parameters
    ----------
    better, worse : ndarray, shape (tasks,)
        Scores on the same tasks.
    alternative : {"greater", "two-sided"}
        ``greater`` is the paper's: the first scores higher.

    Returns
    -------
    float
        1.0 where the two are equal on every task.
    """
    difference = np.asarray(better, dtype=float) - np.asarray(worse, dtype=float)
    if np.isnan(difference).any():
        raise ValueError("a paired test needs both scores on every task")
    if not difference.any():
        return 1.0
    return float(stats.wilcoxon(difference, alternative=alternative).pvalue)
