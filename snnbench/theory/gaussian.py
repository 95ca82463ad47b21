"""Gaussian integrals of SELU's pieces: the building blocks of equations 4 and 5, in floating point.

For a net input z, normal with mean x and variance y, all of the paper's formulas are made of four numbers::

    A  = P(z > 0)                p  = density of z at 0
    E1 = E[exp(z); z < 0]        E2 = E[exp(2 z); z < 0]
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc, erfcx

Array = NDArray[np.float64]


class GaussianParts(NamedTuple):
    """The four integrals of a normal net input, and the probability below zero.

    Attributes
    ----------
    positive, negative : ndarray
        P(z > 0) and P(z < 0), each to full relative precision.
    density : ndarray
        Density of z at 0.
    exp1, exp2 : ndarray
        E[exp(z); z < 0] and E[exp(2 z); z < 0].
    """

    positive: Array
    negative: Array
    density: Array
    exp1: Array
    exp2: Array


def gaussian_parts(x: ArrayLike, y: ArrayLike) -> GaussianParts:
    """Return the integrals of a normal z.

    Parameters
    ----------
    x : array-like
        Mean of z.
    y : array-like
        Variance of z, positive; broadcast with ``x``.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    scaled = x / np.sqrt(2 * y)
    bell = np.exp(-scaled * scaled)
    return GaussianParts(
        positive=erfc(-scaled) / 2,
        negative=erfc(scaled) / 2,
        density=bell / np.sqrt(2 * np.pi * y),
        exp1=_exponential_below_zero(1, x, y, bell),
        exp2=_exponential_below_zero(2, x, y, bell),
    )


def _exponential_below_zero(k: int, x: Array, y: Array, bell: Array) -> Array:
    """Return E[exp(k z); z < 0] = exp(k x + k^2 y / 2) erfc(u) / 2 with u = (x + k y) / sqrt(2 y).

    For u > 0 the exponential overflows while erfc underflows; their product is exp(-x^2 / (2 y)) erfcx(u). For
    u <= 0 the exponent is at most 0.
    """
    u = (x + k * y) / np.sqrt(2 * y)
    above = bell * erfcx(np.maximum(u, 0)) / 2
    below = np.exp(np.minimum(k * x + k * k * y / 2, 0)) * erfc(np.minimum(u, 0)) / 2
    return np.where(u > 0, above, below)
