"""Paired comparisons of two methods over tasks."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from snnbench.stats.matrix import SCORE_DECIMALS

Alternative = Literal["greater", "two-sided"]
ALTERNATIVES: tuple[Alternative, ...] = ("greater", "two-sided")
EXACT_UP_TO = 50
"""Tasks with a difference up to which the exact distribution is used, scipy's own threshold (R's is 49)."""


def wilcoxon_p(
    better: ArrayLike,
    worse: ArrayLike,
    alternative: Alternative = "greater",
    method: Literal["auto", "exact", "normal"] = "auto",
) -> float:
    """Return the p-value of a paired Wilcoxon signed-rank test.

    Tasks on which both are equal are left out. Differences of the same size share their average rank.

    Parameters
    ----------
    better, worse : array-like, shape (tasks,)
        Scores on the same tasks.
    alternative : {"greater", "two-sided"}
        ``greater`` is the paper's: the first scores higher.
    method : {"auto", "exact", "normal"}
        ``exact``: the distribution over all choices of signs, given the ranks. ``normal``: its normal
        approximation, the variance corrected for ties, without a correction for continuity. ``auto``: exact
        for up to :data:`EXACT_UP_TO` tasks that are not equal. Far out in the tail the approximation is
        much too large: 2e-9 instead of 1.4e-14 where 46 of 46 tasks are won.

    Returns
    -------
    float
        1.0 where the two are equal on every task.

    Raises
    ------
    ValueError
        If a score is missing.

    Notes
    -----
    scipy and R leave the exact distribution as soon as two differences tie, and R as soon as one is 0.
    Both happen to accuracies all the time, so the exact p-value is computed here.
    """
    difference = score_differences(better, worse)
    difference = difference[difference != 0]
    if not len(difference):
        return 1.0
    if method == "exact" or (method == "auto" and len(difference) <= EXACT_UP_TO):
        return _exact_p(difference, alternative)
    return float(stats.wilcoxon(difference, alternative=alternative, method="asymptotic").pvalue)


def rank_biserial(better: ArrayLike, worse: ArrayLike) -> float:
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


def score_differences(better: ArrayLike, worse: ArrayLike) -> np.ndarray:
    """Return the differences, rounded so that those equal on paper tie: 0.8 - 0.7 and 0.3 - 0.2.

    Raises
    ------
    ValueError
        If a score is missing.
    """
    difference = np.asarray(better, dtype=float) - np.asarray(worse, dtype=float)
    if np.isnan(difference).any():
        raise ValueError("a paired test needs both scores on every task")
    return difference.round(SCORE_DECIMALS)


def _exact_p(difference: np.ndarray, alternative: Literal["greater", "two-sided"]) -> float:
    """Return the share of sign choices whose rank sum is as extreme, by Streitberg and Roehmel's shift algorithm."""
    # Average ranks are multiples of one half, so twice a rank is a whole number.
    doubled = np.rint(2 * stats.rankdata(np.abs(difference))).astype(int)
    observed = doubled[difference > 0].sum()
    probability = np.zeros(doubled.sum() + 1)  # of each doubled rank sum of the positive differences
    probability[0] = 1.0
    for rank in doubled:
        # Halves are exact in floating point, and so are the sums while 2**tasks fits 53 bits.
        probability[rank:] = (probability[rank:] + probability[:-rank]) / 2
        probability[:rank] /= 2
    upper = float(probability[observed:].sum())
    if alternative == "greater":
        return min(1.0, upper)
    return min(1.0, 2 * min(upper, float(probability[: observed + 1].sum())))
