"""Why a p-value that the paper prints is not the one computed here: the variants of the test, tried in turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from snnbench.stats.wilcoxon import score_differences, wilcoxon_p

TOLERANCE = 0.1
"""Two p-values agree if they differ by at most this share of the printed one."""


def agrees(p_value: float, printed: float) -> bool:
    """Return whether a p-value is within 10 % of a printed one, of which two digits are known."""
    return abs(p_value - printed) <= TOLERANCE * printed


def likely_reason(scores: pd.DataFrame, single: pd.DataFrame, best: str, other: str, printed: float) -> str:
    """Name the first variant of the test whose p-value agrees with the printed one.

    Parameters
    ----------
    scores, single : DataFrame, shape (tasks, methods)
        Accuracies as printed, and with those of the networks in single precision, where they do not tie with
        others'. NaN where there is no result.
    best, other : str
        The methods compared.
    printed : float

    Returns
    -------
    str
        A sentence without a full stop; the nearest variant if none agrees.
    """
    tried = list(_variants(scores[[best, other]].dropna(), single[[best, other]].dropna()))
    for name, p_value in tried:
        if agrees(p_value, printed):
            return f"{name}: {p_value:.1e}"
    name, p_value = min(tried, key=lambda variant: abs(variant[1] - printed))
    return f"none of the variants tried; nearest is {name}: {p_value:.1e}"


def _variants(scores: pd.DataFrame, single: pd.DataFrame) -> Iterator[tuple[str, float]]:
    best, other = scores.columns
    difference = score_differences(scores[best], scores[other])
    nothing = np.zeros(len(difference))
    yield (
        "as R's wilcox.test computes it, networks in single precision",
        _p_value_of_r(score_differences(single[best], single[other])),
    )
    yield "normal approximation instead of the exact distribution", wilcoxon_p(difference, nothing, method="normal")
    yield "exact distribution instead of the normal approximation", wilcoxon_p(difference, nothing, method="exact")
    smallest = np.abs(difference[difference != 0]).min(initial=1.0)
    yield (
        "exact distribution, equal tasks counted as won, as if the other's accuracy had been rounded up",
        wilcoxon_p(np.where(difference == 0, smallest / 2, difference), nothing, method="exact"),
    )
    pratt = stats.wilcoxon(difference, alternative="greater", method="asymptotic", zero_method="pratt")
    yield "normal approximation with the equal tasks ranked (Pratt)", float(pratt.pvalue)


def _p_value_of_r(difference: np.ndarray) -> float:
    """Return the one-sided p-value of R's ``wilcox.test`` with its default options.

    Exact below 50 tasks that differ, if none is equal and no differences tie; else the normal approximation
    with a correction for continuity.
    """
    unequal = difference[difference != 0]
    ties = len(np.unique(np.abs(unequal))) < len(unequal)
    exact = len(unequal) < 50 and len(unequal) == len(difference) and not ties
    method = "exact" if exact else "asymptotic"
    return float(stats.wilcoxon(unequal, alternative="greater", method=method, correction=not exact).pvalue)
