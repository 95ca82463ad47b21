"""Moments of SELU of a normal net input, and all their derivatives, over a box, in Arb's ball arithmetic.

With z normal of mean x and variance y, mean and second moment of any function of z obey the heat equation
``d/dy = 1/2 d^2/dx^2``. So derivatives in x are all that is needed, and those have a closed form: each of the
Gaussian integrals of :mod:`snnbench.theory.gaussian` differentiates to itself and the density at 0.
"""

from __future__ import annotations

from functools import cache
from math import comb

from flint import arb, ctx

from snnbench.theory.proof.jet import Jet, square

HIGHEST = 7
"""Derivatives in x that are needed: 6 for the gradients of the second derivatives in y, and one to spare."""


@cache
def equation_14(precision: int) -> tuple[arb, arb]:
    """Return alpha and lambda of the fixed point (0, 1) as balls of ``precision`` bits."""
    before, ctx.prec = ctx.prec, precision
    try:
        e, pi = arb.const_e(), arb.pi()
        tail = (1 / arb(2).sqrt()).erfc() * e.sqrt()
        alpha = (2 / pi).sqrt() / (1 - tail)
        inner = 2 * arb(2).sqrt().erfc() * e**2 + pi * tail**2 - 2 * (2 + pi) * tail + pi + 2
        return alpha, (1 - tail) * (2 * pi / inner).sqrt()
    finally:
        ctx.prec = before


def _erfcx(u: arb) -> arb:
    """Return exp(u^2) erfc(u) of a ball, which falls with u, from its ends."""
    low, high = u.lower(), u.upper()
    return ((low * low).exp() * low.erfc()).union((high * high).exp() * high.erfc())


def gaussian_balls(x: arb, y: arb) -> tuple[arb, arb, arb, arb]:
    """Return balls of P(z > 0), of the density at 0, of E[exp(z); z < 0] and of E[exp(2 z); z < 0] for a normal z.

    Parameters
    ----------
    x, y : arb
        Mean and variance of z; ``y`` positive.
    """
    root = (2 * y).sqrt()
    scaled = x / root
    bell = (-square(scaled)).exp()
    return (
        (-scaled).erfc() / 2,
        bell / (arb.pi().sqrt() * root),
        bell * _erfcx(scaled + (y / 2).sqrt()) / 2,
        bell * _erfcx(scaled + (2 * y).sqrt()) / 2,
    )


class BallMoments:
    """Enclosures of the mean M and variance V of SELU's activations, and of their derivatives, over a box.

    Parameters
    ----------
    x, y : arb
        Mean and variance of the net input; ``y`` positive.
    alpha, lambda_ : arb, optional
        SELU's parameters; by default those of equation 14.
    """

    def __init__(self, x: arb, y: arb, alpha: arb | None = None, lambda_: arb | None = None) -> None:
        if alpha is None or lambda_ is None:
            alpha, lambda_ = equation_14(ctx.prec)
        self.x, self.y = x, y
        above, *parts = gaussian_balls(x, y)
        density, exp1, exp2 = ([part] for part in parts)
        # d^k/dx^k of the density at 0, by the recursion of the Hermite polynomials
        for k in range(HIGHEST):
            before = k * density[k - 1] if k else arb(0)
            density.append(-(x * density[k] + before) / y)
        for k in range(HIGHEST):
            exp1.append(exp1[k] - density[k])
            exp2.append(2 * exp2[k] - density[k])
        alpha_squared = alpha * alpha
        mean = [x * above + y * density[0] + alpha * (exp1[0] + above - 1), above + alpha * exp1[0]]
        mean += [density[k - 2] + alpha * exp1[k - 1] for k in range(2, HIGHEST)]
        second = [
            (square(x) + y) * above + x * y * density[0] + alpha_squared * (exp2[0] - 2 * exp1[0] + 1 - above),
            2 * (x * above + y * density[0] + alpha_squared * (exp2[0] - exp1[0])),
            2 * (above + alpha_squared * (exp2[1] - exp1[1])),
        ]
        second += [2 * (density[k - 3] + alpha_squared * (exp2[k - 1] - exp1[k - 1])) for k in range(3, HIGHEST)]
        self._mean = [lambda_ * term for term in mean]
        self._second = [lambda_ * lambda_ * term for term in second]

    def mean(self, i: int = 0, j: int = 0) -> arb:
        """Return the i-th derivative in x of the j-th derivative in y of M."""
        return self._mean[i + 2 * j] / 2**j

    def variance(self, i: int = 0, j: int = 0) -> arb:
        """Return the i-th derivative in x of the j-th derivative in y of V = S - M^2."""
        of_mean_squared = arb(0)
        for a in range(i + 1):
            for b in range(j + 1):
                of_mean_squared += comb(i, a) * comb(j, b) * self.mean(a, b) * self.mean(i - a, j - b)
        return self._second[i + 2 * j] / 2**j - of_mean_squared

    def mean_jet(self, i: int = 0, j: int = 0) -> Jet:
        """Return :meth:`mean` with its gradient."""
        return Jet(self.mean(i, j), self.mean(i + 1, j), self.mean(i, j + 1))

    def variance_jet(self, i: int = 0, j: int = 0) -> Jet:
        """Return :meth:`variance` with its gradient."""
        return Jet(self.variance(i, j), self.variance(i + 1, j), self.variance(i, j + 1))

    def second_jet(self, i: int = 0, j: int = 0) -> Jet:
        """Return a derivative of the second moment S, with its gradient."""
        derivatives = [self._second[a + 2 * b] / 2**b for a, b in ((i, j), (i + 1, j), (i, j + 1))]
        return Jet(*derivatives)

    def x_jet(self) -> Jet:
        """Return x itself."""
        return Jet(self.x, arb(1), arb(0))

    def y_jet(self) -> Jet:
        """Return y itself."""
        return Jet(self.y, arb(0), arb(1))
