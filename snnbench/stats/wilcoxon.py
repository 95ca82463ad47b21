"""Paired comparisons of two methods over tasks."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from snnbench.stats.matrix import SCORE_DECIMALS


def wilcoxon_p(
    better: np.ndarray,
    worse: np.ndarray,
    alternative: Literal["greater", "two-sided"] = "greater",
    method: Literal["auto", "asymptotic"] = "auto",
    correction: bool = False,
) -> float:
    """Return the p-value of a paired Wilcoxon signed-rank test.

    Tasks on which both are equal are left out. The distribution is exact for up to 50 tasks without ties
    between differences or equal tasks, and for up to 13 tasks with them; beyond, it is the normal
    approximation with the variance corrected for ties. R's ``wilcox.test`` differs: it uses the exact
    distribution only below 50 tasks without ties, and corrects the approximation for continuity.

    Parameters
    ----------
    better, worse : ndarray, shape (tasks,)
        Scores on the same tasks.
    alternative : {"greater", "two-sided"}
        ``greater`` is the paper's: the first scores higher.
    method : {"auto", "asymptotic"}
        ``asymptotic``: the normal approximation for any number of tasks.
    correction : bool
        Correct the normal approximation for continuity.

    Returns
    -------
    float
        1.0 where the two are equal on every task.

    Raises
    ------
    ValueError
        If a score is missing.
    """
    difference = score_differences(better, worse)
    if not difference.any():
        return 1.0
    test = stats.wilcoxon(difference, alternative=alternative, method=method, correction=correction)
    # Corrected for continuity, a statistic at its mean would get a two-sided p-value above 1.
    return min(1.0, float(test.pvalue))


def rank_biserial(better: np.ndarray, worse: np.ndarray) -> float:
    """Return the matched-pairs rank-biserial correlation, the effect size of the signed-rank test.

    It is the sum of the ranks of the tasks that the first wins minus that of those it loses, over the sum
    of both (Kerby 2014, The simple difference formula); tasks on which both are equal are left out.

    Returns
    -------
    float
        In [-1, 1]: 1 where the first wins every task, 0.0 where the two are equal on every task.

    Raises
    ------
    ValueError
        If a score is missing.
    """
    difference = score_differences(better, worse)
    difference = difference[difference != 0]
    if not len(difference):
        return 0.0
    ranks = stats.rankdata(np.abs(difference))
    return float(np.sum(np.sign(difference) * ranks) / np.sum(ranks))


def score_differences(better: np.ndarray, worse: np.ndarray) -> np.ndarray:
    """Return the differences, rounded so that those equal on paper tie: 0.9 - 0.8 and 0.2 - 0.1.

    Raises
    ------
    ValueError
        If a score is missing.
    """
    difference = np.asarray(better, dtype=float) - np.asarray(worse, dtype=float)
    if np.isnan(difference).any():
        raise ValueError("a paired test needs both scores on every task")
    return difference.round(SCORE_DECIMALS)
