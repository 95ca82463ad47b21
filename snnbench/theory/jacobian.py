"""The Jacobian of the map g with respect to mean and variance, in closed form, and its singular values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from snnbench.theory.constants import ALPHA, LAMBDA
from snnbench.theory.gaussian import Array, gaussian_parts
from snnbench.theory.mapping import selu_moments


def jacobian(
    mean: ArrayLike,
    variance: ArrayLike,
    omega: ArrayLike = 0.0,
    tau: ArrayLike = 1.0,
    alpha: float = ALPHA,
    lambda_: float = LAMBDA,
) -> Array:
    """Return the derivatives of (mu~, nu~) with respect to (mu, nu).

    Parameters
    ----------
    mean, variance, omega, tau : array-like
        As for :func:`snnbench.theory.mapping.moment_map`; ``variance * tau`` positive.
    alpha, lambda_ : float
        SELU's parameters.

    Returns
    -------
    ndarray, shape (..., 2, 2)
        ``[[dmu~/dmu, dmu~/dnu], [dnu~/dmu, dnu~/dnu]]``.

    Raises
    ------
    ValueError
        If a net input has no variance: the derivative by the variance does not exist there.

    Notes
    -----
    Derivatives by the mean x and variance y of the net input, from which the chain rule leads on, are Gaussian
    expectations: ``d/dx E f = E f'`` and ``d/dy E f = E f'' / 2``.
    """
    mean, variance, omega, tau = np.broadcast_arrays(*(np.asarray(v, float) for v in (mean, variance, omega, tau)))
    x, y = mean * omega, variance * tau
    if not (y > 0).all():
        raise ValueError("the Jacobian needs net inputs of positive variance")
    above, _, density, exp1, exp2 = gaussian_parts(x, y)
    centre = selu_moments(x, y, alpha, lambda_).mean
    mean_x = lambda_ * (above + alpha * exp1)
    mean_y = lambda_ / 2 * ((1 - alpha) * density + alpha * exp1)
    second_x = 2 * lambda_**2 * (x * above + y * density + alpha**2 * (exp2 - exp1))
    second_y = lambda_**2 * (above + alpha**2 * (2 * exp2 - exp1))
    rows = [
        [omega * mean_x, tau * mean_y],
        [omega * (second_x - 2 * centre * mean_x), tau * (second_y - 2 * centre * mean_y)],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def singular_values(matrices: ArrayLike) -> Array:
    """Return the singular values of 2 x 2 matrices, shape (..., 2), the largest first."""
    return np.linalg.svd(np.asarray(matrices, float), compute_uv=False)


def spectral_norm(matrices: ArrayLike) -> Array:
    """Return the largest singular value of 2 x 2 matrices, shape (...)."""
    return singular_values(matrices)[..., 0]
