"""How well accuracies, their means and their differences are known from the number of test rows."""

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

    broadcast = np.broadcast_arrays(*(np.asarray(part, float) for part in (ours, paper, test_rows)))
    ours, paper, test_rows = (part.copy() for part in broadcast)
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


def mean_accuracy_interval(
    accuracies: ArrayLike, test_rows: ArrayLike, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of the mean accuracy over given tasks, each measured on its own test rows.

    The ends of the tasks' Wilson intervals are joined by the method of variance estimates recovery (Zou and Donner
    2008, Construction of confidence limits about effect measures: a general approach). It covers which test rows were
    drawn, not which tasks were chosen.

    Parameters
    ----------
    accuracies : array-like, shape (tasks, ...)
        In [0, 1].
    test_rows : array-like of int, shape (tasks,)
        Above 0.
    level : float
        Of confidence, in (0, 1).

    Returns
    -------
    low, high : ndarray, shape (...)
    """
    from statsmodels.stats.proportion import proportion_confint

    values = np.asarray(accuracies, float)
    rows = np.broadcast_to(np.reshape(np.asarray(test_rows, float), (-1,) + (1,) * (values.ndim - 1)), values.shape)
    low, high = proportion_confint(values * rows, rows, alpha=1 - level, method="wilson")
    below, above = (np.sqrt(((end - values) ** 2).sum(axis=0)) / len(values) for end in (low, high))
    return values.mean(axis=0) - below, values.mean(axis=0) + above
