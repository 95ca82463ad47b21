"""How well a difference of two accuracies is known from their number of test rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def difference_interval(
    ours: ArrayLike, paper: ArrayLike, test_rows: ArrayLike, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of the difference ``ours - paper`` of accuracies, each measured on ``test_rows`` rows.

    Newcombe's hybrid score interval (1998, Interval estimation for the difference between independent
    proportions, method 10): unlike the usual normal approximation it stays in [-1, 1] and has a width where
    both accuracies are 0 or 1.

    The assumption: the two counts of right answers are independent and binomial. Where both were measured on
    the same test rows they are positively correlated, as hard rows are hard for both, and the true interval is
    narrower. It covers which test rows were drawn, not what another seed or another training set would change.

    Parameters
    ----------
    ours, paper : array-like, shape (...)
        Accuracies in [0, 1].
    test_rows : array-like of int, shape (...)
        Above 0.
    level : float
        Of confidence, in (0, 1).

    Returns
    -------
    low, high : ndarray, shape (...)
        NaN where an input is NaN.

    Raises
    ------
    ValueError
        If an accuracy is outside [0, 1], a number of rows is not above 0, or the level is outside (0, 1).
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    ours, paper, test_rows = np.broadcast_arrays(*(np.asarray(part, float) for part in (ours, paper, test_rows)))
    for name, accuracies in (("ours", ours), ("paper", paper)):
        outside = (accuracies < 0) | (accuracies > 1)
        if outside.any():
            raise ValueError(f"accuracies lie in [0, 1], `{name}` holds {accuracies[outside].flat[0]}")
    if (test_rows <= 0).any():
        raise ValueError(f"test_rows must be above 0, got {test_rows.min()}")
    if not 0 < level < 1:
        raise ValueError(f"the level lies between 0 and 1, got {level}")
    low, high = confint_proportions_2indep(
        ours * test_rows, test_rows, paper * test_rows, test_rows, method="newcomb", compare="diff", alpha=1 - level
    )
    return np.asarray(low), np.asarray(high)
