"""Fixed points of the map g for given weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import root

from snnbench.theory.constants import ALPHA, LAMBDA
from snnbench.theory.jacobian import jacobian, spectral_norm
from snnbench.theory.mapping import moment_map


class FixedPointFound(NamedTuple):
    """A fixed point of g.

    Attributes
    ----------
    mean, variance : float
    spectral_norm : float
        Of the Jacobian there; below 1 the point attracts (Theorem 1).
    attracting : bool
        Whether both eigenvalues of the Jacobian are below 1 in absolute value.
    """

    mean: float
    variance: float
    spectral_norm: float
    attracting: bool


def iterate_map(
    mean: float,
    variance: float,
    layers: int,
    omega: float = 0.0,
    tau: float = 1.0,
    alpha: float = ALPHA,
    lambda_: float = LAMBDA,
) -> Iterator[tuple[float, float]]:
    """Yield the moments of the input and of the ``layers`` layers above it.

    Parameters
    ----------
    mean, variance : float
        Of the input.
    layers : int
    omega, tau, alpha, lambda_ : float
        As for :func:`snnbench.theory.mapping.moment_map`.
    """
    yield mean, variance
    for _ in range(layers):
        mean, variance = map(float, moment_map(mean, variance, omega, tau, alpha, lambda_))
        yield mean, variance


def fixed_point(
    omega: float = 0.0,
    tau: float = 1.0,
    alpha: float = ALPHA,
    lambda_: float = LAMBDA,
    start: tuple[float, float] = (0.0, 1.0),
) -> FixedPointFound:
    """Return the fixed point that the layers' moments tend to.

    Parameters
    ----------
    omega, tau : float
        Sum of a unit's weights, and of their squares.
    alpha, lambda_ : float
        SELU's parameters.
    start : (float, float)
        Moments of the input.

    Raises
    ------
    ValueError
        If the moments tend to no fixed point of positive variance: they vanish, explode or go on changing.
    """
    where = f"omega = {omega}, tau = {tau}, alpha = {alpha}, lambda = {lambda_}"
    *_, near = iterate_map(*start, 200, omega, tau, alpha, lambda_)
    if not np.isfinite(near).all() or not 1e-8 < near[1] < 1e12:
        raise ValueError(f"no fixed point for {where}: after 200 layers the moments are {near}")
    # Newton's method on the logarithm of the variance, which stays positive.
    solved = root(
        lambda p: np.array(moment_map(p[0], np.exp(p[1]), omega, tau, alpha, lambda_)) - [p[0], np.exp(p[1])],
        [near[0], np.log(near[1])],
        tol=1e-14,
    )
    mean, variance = float(solved.x[0]), float(np.exp(solved.x[1]))
    left = np.abs(np.array(moment_map(mean, variance, omega, tau, alpha, lambda_)) - [mean, variance]).max()
    if left > 1e-9 * max(1.0, variance) or abs(np.log(variance / near[1])) > 0.5:
        raise ValueError(f"no fixed point for {where}: after 200 layers the moments are {near} and go on changing")
    at = jacobian(mean, variance, omega, tau, alpha, lambda_)
    attracting = bool((np.abs(np.linalg.eigvals(at)) < 1).all())
    return FixedPointFound(mean, variance, float(spectral_norm(at)), attracting)
