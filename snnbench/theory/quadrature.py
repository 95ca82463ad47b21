"""Moment maps of any activation, by adaptive quadrature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import erf, exp, log, log1p, pi, sqrt, tanh
from typing import NamedTuple

from scipy.integrate import quad

from snnbench.theory.constants import ALPHA, LAMBDA

REACH = 12.0
"""Standard deviations within which a normal density is integrated; 1e-32 lies outside."""


class Activation(NamedTuple):
    """An activation function.

    Attributes
    ----------
    function : callable
        Of one float.
    kinks : tuple of float
        Where it is not smooth.
    """

    function: Callable[[float], float]
    kinks: tuple[float, ...] = ()


def _selu(z: float) -> float:
    return LAMBDA * (z if z > 0 else ALPHA * (exp(z) - 1))


def _elu(z: float) -> float:
    return z if z > 0 else exp(z) - 1


def _gelu(z: float) -> float:
    return z * (1 + erf(z / sqrt(2))) / 2


def _silu(z: float) -> float:
    return z / (1 + exp(-z)) if z > -700 else 0.0


def _mish(z: float) -> float:
    return z * tanh(log1p(exp(z)) if z < 30 else z)


ACTIVATIONS = {
    "SELU": Activation(_selu, (0.0,)),
    "ReLU": Activation(lambda z: max(z, 0.0), (0.0,)),
    "ELU": Activation(_elu, (0.0,)),
    "tanh": Activation(tanh),
    "GELU": Activation(_gelu),
    "SiLU": Activation(_silu),
    "Mish": Activation(_mish),
}
"""Activations that can be looked at by name."""


def gaussian_expectation(function: Callable[[float], float], x: float, y: float, kinks: Sequence[float] = ()) -> float:
    """Return E f(z) of a normal z by adaptive quadrature.

    Parameters
    ----------
    function : callable
        Of one float.
    x, y : float
        Mean and variance of z; ``y`` positive.
    kinks : sequence of float
        Where the integrand is cut.
    """
    deviation = sqrt(y)
    scale = 1 / (deviation * sqrt(2 * pi))
    low, high = x - REACH * deviation, x + REACH * deviation
    # Activations bend within a few units of 0, however wide the density.
    cuts = sorted({low, high, *(c for c in (x, *kinks, -4.0, 0.0, 4.0) if low < c < high)})
    total = 0.0
    for start, end in pairwise(cuts):
        piece, _ = quad(
            lambda z: function(z) * exp(-((z - x) ** 2) / (2 * y)) * scale,
            start,
            end,
            epsabs=1e-13,
            epsrel=1e-12,
            limit=200,
        )
        total += piece
    return total


def activation_moments(activation: Activation, x: float, y: float) -> tuple[float, float]:
    """Return mean and variance of an activation of a normal net input.

    Parameters
    ----------
    activation : Activation
        Such as one of :data:`ACTIVATIONS`.
    x, y : float
        Mean and variance of the net input.
    """
    f, kinks = activation
    mean = gaussian_expectation(f, x, y, kinks)
    return mean, gaussian_expectation(lambda z: (f(z) - mean) ** 2, x, y, kinks)


def variance_slope(activation: Activation, y: float, step: float = 1e-4) -> float:
    """Return by how much the variance of activations changes with that of a net input of mean 0."""
    up, down = (activation_moments(activation, 0.0, y * (1 + sign * step))[1] for sign in (1, -1))
    return (up - down) / (2 * step * y)


def attracting_variances(activation: Activation, tau: float = 1.0, most: float = 1e3) -> list[tuple[float, float]]:
    """Return the variances between 0.001 and ``most`` that layers of an activation tend to, and the slope there.

    Parameters
    ----------
    activation : Activation
    tau : float
        Sum of a unit's squared weights; the sum of its weights is 0.
    most : float

    Returns
    -------
    list of (float, float)
        Empty where the variance vanishes or explodes from any start.
    """
    from scipy.optimize import brentq

    def growth(log_variance: float) -> float:
        variance = exp(log_variance)
        return activation_moments(activation, 0.0, variance * tau)[1] / variance - 1

    low, high = log(1e-3), log(most)
    grid = [low + (high - low) * i / 61 for i in range(62)]
    values = [growth(g) for g in grid]
    found = []
    for (left, right), (at_left, at_right) in zip(pairwise(grid), pairwise(values), strict=True):
        if at_left > 0 > at_right and min(at_left, -at_right) > 1e-12:
            variance = exp(brentq(growth, left, right, xtol=1e-12))
            found.append((variance, tau * variance_slope(activation, variance * tau)))
    return found
