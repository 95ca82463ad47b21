"""Section A6 of the paper: bounds of the derivatives of the Jacobian's entries, certified next to the printed ones."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources

from flint import ctx

from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import Objective, supremum
from snnbench.theory.proof.decimals import agrees
from snnbench.theory.proof.domain import Domain, constant
from snnbench.theory.proof.jet import Jet
from snnbench.theory.proof.prove import PRECISION

A6_DOMAIN = Domain(
    mu=Fraction(1, 10),
    omega=Fraction(1, 10),
    nu=(Fraction(4, 5), Fraction(3, 2)),
    tau=(Fraction(4, 5), Fraction(5, 4)),
)
"""Where the paper bounds the derivatives."""

Derivative = Callable[[BallMoments, Domain, Box], Jet]


def _by_mu(jet: Callable[..., Jet], order: int) -> Derivative:
    """d(omega f_x)/dmu = omega^2 f_xx, d(tau f_y)/dmu = omega tau f_xy; omega at its largest."""

    def derivative(moments: BallMoments, domain: Domain, box: Box) -> Jet:
        factor = constant(domain.omega) if order == 0 else domain.largest_tau(moments.y_jet(), box)
        return constant(domain.omega) * factor * jet(moments, 2 - order, order)

    return derivative


def _by_omega(jet: Callable[..., Jet], order: int) -> Derivative:
    """d(omega f_x)/domega = f_x + x f_xx, d(tau f_y)/domega = mu tau f_xy; mu at its largest."""

    def derivative(moments: BallMoments, domain: Domain, box: Box) -> Jet:
        if order == 0:
            return jet(moments, 1, 0) + moments.x_jet() * jet(moments, 2, 0)
        return constant(domain.mu) * domain.largest_tau(moments.y_jet(), box) * jet(moments, 1, 1)

    return derivative


def _by_nu(jet: Callable[..., Jet], order: int) -> Derivative:
    """d(omega f_x)/dnu = omega tau f_xy, d(tau f_y)/dnu = tau^2 f_yy; omega and tau at their largest."""

    def derivative(moments: BallMoments, domain: Domain, box: Box) -> Jet:
        tau = domain.largest_tau(moments.y_jet(), box)
        factor = constant(domain.omega) if order == 0 else tau
        return factor * tau * jet(moments, 1 - order, 1 + order)

    return derivative


def _by_tau(jet: Callable[..., Jet], order: int) -> Derivative:
    """d(omega f_x)/dtau = omega nu f_xy, d(tau f_y)/dtau = f_y + y f_yy; omega and nu at their largest."""

    def derivative(moments: BallMoments, domain: Domain, box: Box) -> Jet:
        y = moments.y_jet()
        if order == 0:
            return constant(domain.omega) * domain.largest_nu(y, box) * jet(moments, 1, 1)
        return jet(moments, 0, 1) + y * jet(moments, 0, 2)

    return derivative


ROWS = {
    "J11": (BallMoments.mean_jet, 0),
    "J12": (BallMoments.mean_jet, 1),
    "J21": (BallMoments.variance_jet, 0),
    "J22": (BallMoments.variance_jet, 1),
}
"""The Jacobian's entries: omega f_x or tau f_y, with f the mean or the variance."""
VARIABLES = {"mu": _by_mu, "omega": _by_omega, "nu": _by_nu, "tau": _by_tau}


@dataclass(frozen=True)
class DerivativeBound:
    """Largest absolute value of one derivative.

    Attributes
    ----------
    entry, variable : str
        Which derivative, such as ``J22`` by ``nu``.
    printed : str
        In the paper.
    lower, upper : Fraction
        Certified: the largest absolute value lies between them.
    """

    entry: str
    variable: str
    printed: str
    lower: Fraction
    upper: Fraction

    @property
    def verdict(self) -> str:
        """What is certain about the printed number as a bound."""
        if self.upper <= Fraction(self.printed):
            return "holds"
        if agrees(self.lower, self.upper, self.printed):
            return "holds to its printed digits"
        return "does not hold" if self.lower > Fraction(self.printed) else "undecided"


def printed_bounds() -> dict[tuple[str, str], str]:
    """Return the bounds of section A6 by entry and variable, as printed."""
    text = (resources.files("snnbench.paper") / "section_a6_derivative_bounds.csv").read_text(encoding="utf-8")
    return {(row["entry"], row["variable"]): row["bound"] for row in csv.DictReader(text.splitlines())}


def derivative_bounds(domain: Domain = A6_DOMAIN) -> list[DerivativeBound]:
    """Enclose the largest absolute value of each derivative of each entry of the Jacobian."""
    printed = printed_bounds()
    bounds = []
    with ctx.workprec(PRECISION):
        for entry, (jet, order) in ROWS.items():
            for variable, rule in VARIABLES.items():
                derivative = rule(jet, order)
                tolerance = Fraction(printed[entry, variable]) / 10**7
                signs = [supremum(_signed(sign, derivative, domain), domain.boxes(), tolerance) for sign in (1, -1)]
                lower, upper = max(s.lower for s in signs), max(s.upper for s in signs)
                bounds.append(DerivativeBound(entry, variable, printed[entry, variable], lower, upper))
    return bounds


def _signed(sign: int, derivative: Callable[..., Jet], domain: Domain) -> Objective:
    """Return a derivative, or its negative, as what branch and bound maximises."""

    def objective(moments: BallMoments, box: Box) -> Jet:
        value = derivative(moments, domain, box)
        return value if sign > 0 else -value

    return objective


PRINTED_RANGE = ("-0.276862", "-0.084813")
"""The signed range that the paper prints for dJ22/dnu, next to its bound 0.562302."""


@dataclass(frozen=True)
class SignedRange:
    """Certified enclosures of the least and largest value of tau^2 d^2/dy^2 of a moment.

    Attributes
    ----------
    least, largest : (Fraction, Fraction)
    point : (Fraction, Fraction)
        (mu omega, nu tau) where the least value is taken.
    """

    least: tuple[Fraction, Fraction]
    largest: tuple[Fraction, Fraction]
    point: tuple[Fraction, Fraction]


def signed_ranges(domain: Domain = A6_DOMAIN) -> dict[str, SignedRange]:
    """Return the ranges of dJ22/dnu, the second derivative of nu~ by nu, and of the same for the second moment xi~.

    The printed range is that of xi~: the part of nu~ = xi~ - mu~^2 that comes from the mean is missing in it.
    """
    ranges = {}
    with ctx.workprec(PRECISION):
        for name, jet in (("nu~", BallMoments.variance_jet), ("xi~", BallMoments.second_jet)):

            def least(m: BallMoments, box: Box, jet: Callable[..., Jet] = jet) -> Jet:
                return -(domain.largest_tau(m.y_jet(), box).square() * jet(m, 0, 2))

            # Both derivatives are negative everywhere, so that the largest value needs the smallest tau.
            def largest(m: BallMoments, box: Box, jet: Callable[..., Jet] = jet) -> Jet:
                return domain.smallest_tau(m.y_jet(), box).square() * jet(m, 0, 2)

            low, high = supremum(least, domain.boxes()), supremum(largest, domain.boxes())
            if high.upper >= 0:
                raise ArithmeticError(f"the second derivative of {name} is not negative everywhere")
            ranges[name] = SignedRange((-low.upper, -low.lower), (high.lower, high.upper), low.point)
    return ranges
