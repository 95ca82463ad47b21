"""Where float32 is too coarse for a column."""

from __future__ import annotations

import numpy as np

from snnbench.data.features import column_moments, standardized

FLOAT32_LOSS = 1e-6
"""Rounding to float32 may move a value by this many standard deviations before it is kept as float64."""
FLOAT32_SQUEEZE = 1e-3
"""Quartiles this many standard deviations apart or more leave float32 enough digits for the values between them."""


def loses_digits(values: np.ndarray) -> bool:
    """Whether rounding a column to float32, before it is centred, changes it by more than its spread allows.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Finite, or NaN.
    """
    values = values[np.isfinite(values)]
    if np.abs(values).max(initial=0) > np.finfo(np.float32).max:
        return True
    rounding = np.abs(values - values.astype(np.float32)).max(initial=0)
    return bool(rounding > FLOAT32_LOSS * column_moments(values[:, None])[1][0])


def note_on_precision(name: str, values: np.ndarray) -> str:
    """Return a note if more than 1 % of a column's distinct values become equal in float32 once standardised.

    Parameters
    ----------
    name : str
    values : ndarray of float64, shape (n,)
        Finite, or NaN.
    """
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [0.25, 0.75])
    # Values are told apart where most of them are not squeezed together by a few that are far away.
    if high - low > FLOAT32_SQUEEZE * column_moments(values[:, None])[1][0]:
        return ""
    distinct = len(np.unique(values))
    told_apart = len(np.unique(standardized(values[:, None], np.arange(len(values)))))
    if told_apart >= 0.99 * distinct:
        return ""
    return (
        f"column '{name}': float32 tells only {told_apart} of its {distinct} distinct values apart, even centred and "
        "scaled; consider its logarithm"
    )
