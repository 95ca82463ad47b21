"""Paired differences over the folds of a cross-validation, which share training rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95


class FoldDifference(NamedTuple):
    """How two methods differ over the folds.

    Attributes
    ----------
    difference : float
        Mean over the folds.
    standard_error : float
        Nadeau and Bengio's.
    low, high : float
        95 % interval.
    p_value : float
        Two-sided; 1 where the methods are equal on every fold.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    p_value: float


def fold_difference(differences: np.ndarray, test_to_train: float) -> FoldDifference:
    """Compare two methods by the corrected resampled t-test [1]_.

    The variance over the folds is counted as ``1 / folds + test_to_train`` of itself, in place of ``1 / folds``: models
    that share most of their training rows vary less than those of independent samples would.

    Parameters
    ----------
    differences : ndarray, shape (folds,)
        Of scores, at least two.
    test_to_train : float
        Test rows of a fold divided by its training rows.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio, Inference for the generalization error, Machine Learning 52 (2003).
    """
    folds = len(differences)
    mean = float(np.mean(differences))
    error = float(np.sqrt((1 / folds + test_to_train) * np.var(differences, ddof=1)))
    reach = error * stats.t.ppf((1 + LEVEL) / 2, folds - 1)
    p_value = 2 * stats.t.sf(abs(mean) / error, folds - 1) if error > 0 else float(mean == 0)
    return FoldDifference(mean, error, mean - reach, mean + reach, float(p_value))
