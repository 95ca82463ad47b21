"""How far net inputs are from a standard normal distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from snnbench.report.formats import format_number

MEAN_LIMIT, VARIANCE_LIMITS = 0.1, (0.8, 1.5)
"""Of a distribution that is called about standard normal: the means and variances of the paper's Theorem 1."""


@dataclass(frozen=True)
class Moments:
    """Of a sample; 0, 1, 0, 0 for a standard normal one.

    Attributes
    ----------
    mean, variance, skewness, excess_kurtosis : float
    """

    mean: float
    variance: float
    skewness: float
    excess_kurtosis: float

    @classmethod
    def of(cls, values: np.ndarray) -> Moments:
        """Return the moments of a sample, shape (n,)."""
        values = np.asarray(values, dtype=np.float64)
        shape = (float(stats.skew(values)), float(stats.kurtosis(values)))
        return cls(float(values.mean()), float(values.var()), *shape)

    @property
    def about_standard_normal(self) -> bool:
        """Whether mean and variance are within the limits."""
        low, high = VARIANCE_LIMITS
        return abs(self.mean) <= MEAN_LIMIT and low <= self.variance <= high

    def __str__(self) -> str:
        """Return all four in words."""
        return (
            f"mean {format_number(self.mean, '.2f')}, variance {format_number(self.variance, '.2f')}, skewness "
            f"{format_number(self.skewness, '.2f')}, excess kurtosis {format_number(self.excess_kurtosis, '.2f')}"
        )


def in_words(moments: Mapping[int, Moments]) -> str:
    """Return whether Figure A8 of the paper is reproduced.

    Parameters
    ----------
    moments : mapping of int to Moments
        By the number of epochs, the first before training.
    """
    (_, before), *_, (epochs, after) = moments.items()
    return (
        f"Figure A8 is {'' if after.about_standard_normal else 'not '}reproduced. In the paper the net inputs "
        f"of the second layer of an SNN are about standard normal after training; here they have {after} after "
        f"{epochs} epochs, and {before} before (about standard normal: mean within {MEAN_LIMIT} of 0, variance "
        f"{VARIANCE_LIMITS[0]} to {VARIANCE_LIMITS[1]})."
    )
