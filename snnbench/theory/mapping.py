"""The map g of a SELU layer: from the moments of its inputs to those of its activations (equations 4 and 5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnbench.theory.constants import ALPHA, LAMBDA
from snnbench.theory.gaussian import Array, gaussian_parts


class Moments(NamedTuple):
    """Mean and variance of activations."""

    mean: Array
    variance: Array


def selu_moments(x: ArrayLike, y: ArrayLike, alpha: float = ALPHA, lambda_: float = LAMBDA) -> Moments:
    """Return mean and variance of SELU of a normal net input.

    Parameters
    ----------
    x : array-like
        Mean of the net input, ``mu omega`` in the paper.
    y : array-like
        Variance of the net input, ``nu tau``; at least 0. Broadcast with ``x``.
    alpha, lambda_ : float
        SELU's parameters; by default those of the fixed point (0, 1).

    Raises
    ------
    ValueError
        If a variance is negative or not a number.

    Notes
    -----
    Equation 5 subtracts the squared mean from the second moment, which loses all digits where the mean is
    large. The same sum is computed here with that cancellation carried out by hand.
    """
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    if not (y >= 0).all():
        raise ValueError(f"variances must be at least 0, not {y[~(y >= 0)].flat[0]}")
    positive_y = np.where(y > 0, y, 1.0)
    above, below, density, exp1, exp2 = gaussian_parts(x, positive_y)
    ramp = x * above + positive_y * density
    dip = exp1 - below
    mean = lambda_ * (ramp + alpha * dip)
    ramp_variance = (x * x * above * below + positive_y * above + x * positive_y * density * (below - above)) - (
        positive_y * density
    ) ** 2
    dip_variance = exp2 - exp1 * exp1 - 2 * exp1 * above + above * below
    variance = lambda_**2 * (ramp_variance + alpha**2 * dip_variance - 2 * alpha * ramp * dip)
    # A net input without variance is a constant.
    constant = lambda_ * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    return Moments(np.where(y > 0, mean, constant), np.where(y > 0, np.maximum(variance, 0), 0.0))


def moment_map(
    mean: ArrayLike,
    variance: ArrayLike,
    omega: ArrayLike = 0.0,
    tau: ArrayLike = 1.0,
    alpha: float = ALPHA,
    lambda_: float = LAMBDA,
) -> Moments:
    """Return g(mean, variance): the moments of the activations a layer further up.

    Parameters
    ----------
    mean, variance : array-like
        Of the activations of the layer below (mu and nu).
    omega, tau : array-like
        Sum of a unit's weights, and of their squares; 0 and 1 for the paper's initialisation.
    alpha, lambda_ : float
        SELU's parameters.

    Raises
    ------
    ValueError
        If a variance or ``tau`` is negative.

    Notes
    -----
    Equations 4 and 5 of the paper. The net input is taken to be normal, with mean ``mean * omega`` and
    variance ``variance * tau``.
    """
    tau = np.asarray(tau, float)
    if not (tau >= 0).all():
        raise ValueError(f"tau is a sum of squares and must be at least 0, not {tau.min()}")
    x = np.asarray(mean, float) * np.asarray(omega, float)
    return selu_moments(x, np.asarray(variance, float) * tau, alpha, lambda_)
