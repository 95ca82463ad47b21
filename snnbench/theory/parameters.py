"""SELU's alpha and lambda for a fixed point of one's choice (equation 14, section A5)."""

from __future__ import annotations

from math import frexp, isfinite
from typing import NamedTuple

from flint import arb, ctx

from snnbench.theory.jacobian import jacobian
from snnbench.theory.proof.ball_moments import gaussian_balls


class SeluParameters(NamedTuple):
    """The two parameters of SELU."""

    alpha: float
    lambda_: float


def selu_parameters(mean: float = 0.0, variance: float = 1.0) -> SeluParameters:
    """Return the parameters for which activations of this mean and variance keep them, layer after layer.

    Parameters
    ----------
    mean, variance : float
        The fixed point for weights with sum 0 and squared sum 1, as the initialisation gives.

    Returns
    -------
    SeluParameters
        Correct to the last digit, since they are computed with certified arithmetic. ``alpha`` and ``lambda_`` are
        positive, and the fixed point attracts.

    Raises
    ------
    ValueError
        If there is no such SELU.

    Notes
    -----
    With omega = 0 and tau = 1 the net input is normal of mean 0, whatever the mean below. With r and n the positive
    and negative piece of ``SELU / lambda = r + alpha n``, the conditions are ``lambda (E r + alpha E n) = mean`` and
    ``lambda^2 (E r^2 + alpha^2 E n^2) = variance + mean^2``; without lambda they are a quadratic equation for alpha.

    Examples
    --------
    >>> selu_parameters()
    SeluParameters(alpha=1.6732632423543772, lambda_=1.0507009873554805)
    """
    if not (isfinite(mean) and isfinite(variance) and variance > 0):
        raise ValueError(f"a fixed point needs a finite mean and a positive variance, not ({mean}, {variance})")
    # Means and variances near 0 cancel in the quadratic equation as often as they have leading zeros.
    with ctx.workprec(400 + 4 * (abs(frexp(mean)[1]) + abs(frexp(variance)[1]))):
        candidates = _solutions(arb(mean), arb(variance))
    for alpha, lambda_ in candidates:
        if alpha > 0 and lambda_ > 0:
            found = SeluParameters(float(alpha.mid()), float(lambda_.mid()))
            slope = float(jacobian(mean, variance, alpha=found.alpha, lambda_=found.lambda_)[1, 1])
            if abs(slope) < 1:
                return found
            raise ValueError(
                f"no SELU has an attracting fixed point ({mean}, {variance}): alpha = {found.alpha:.6g} and lambda = "
                f"{found.lambda_:.6g} keep it, but a deviation of the variance grows by {slope:.4g} a layer"
            )
    raise ValueError(
        f"no SELU with positive alpha and lambda has the fixed point ({mean}, {variance}); a mean nearer to 0 has one"
    )


def _solutions(mean: arb, variance: arb) -> list[tuple[arb, arb]]:
    """Return the candidates for (alpha, lambda), the larger lambda first."""
    above, density, exp1, exp2 = gaussian_balls(arb(0), variance)
    ramp, dip = variance * density, exp1 - (1 - above)
    ramp_square, dip_square = variance * above, exp2 - 2 * exp1 + 1 - above
    second = variance + mean * mean
    if mean == 0:
        alpha = -ramp / dip
        return [(alpha, (second / (ramp_square + alpha * alpha * dip_square)).sqrt())]
    # (ramp + alpha dip)^2 second = mean^2 (ramp_square + alpha^2 dip_square)
    a = dip * dip * second - mean * mean * dip_square
    half_b = ramp * dip * second
    c = ramp * ramp * second - mean * mean * ramp_square
    discriminant = half_b * half_b - a * c
    if not discriminant > 0:
        return []
    alphas = [(-half_b + sign * discriminant.sqrt()) / a for sign in (1, -1)]
    found = [(alpha, mean / (ramp + alpha * dip)) for alpha in alphas]
    return sorted(found, key=lambda pair: -float(pair[1].mid()))
