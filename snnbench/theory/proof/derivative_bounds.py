"""Section A6 of the paper: bounds of the derivatives of the Jacobian's entries, certified beside the printed ones."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources

from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import supremum
from snnbench.theory.proof.domain import Domain, constant
from snnbench.theory.proof.jet import Jet

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
    printed : float
        In the paper.
    lower, upper : Fraction
        Certified: the largest absolute value lies between them.
    """

    entry: str
    variable: str
    printed: float
    lower: Fraction
    upper: Fraction

    @property
    def holds(self) -> bool:
        """Whether the printed number is certified to be a bound."""
        return self.upper <= Fraction(repr(self.printed))

    @property
    def verdict(self) -> str:
        """What the certified numbers say about the printed one."""
        printed = Fraction(repr(self.printed))
        if self.holds:
            return "holds"
        digits = max(0, -Fraction(repr(self.printed)).limit_denominator(10**12).as_integer_ratio()[1])
        del digits
        return "too small" if self.lower > printed else "undecided"


def printed_bounds() -> dict[tuple[str, str], float]:
    """Return the bounds of section A6 by entry and variable."""
    text = (resources.files("snnbench.published") / "section_a6_derivative_bounds.csv").read_text(encoding="utf-8")
    return {(row["entry"], row["variable"]): float(row["bound"]) for row in csv.DictReader(text.splitlines())}


def derivative_bounds(domain: Domain = A6_DOMAIN, tolerance: Fraction = Fraction(1, 10**8)) -> list[DerivativeBound]:
    """Enclose the largest absolute value of each derivative of each entry of the Jacobian."""
    printed = printed_bounds()
    bounds = []
    for entry, (jet, order) in ROWS.items():
        for variable, rule in VARIABLES.items():
            derivative = rule(jet, order)
            signs = [
                supremum(lambda m, box, d=derivative: d(m, domain, box), domain.boxes(), tolerance),
                supremum(lambda m, box, d=derivative: -d(m, domain, box), domain.boxes(), tolerance),
            ]
            lower, upper = max(s.lower for s in signs), max(s.upper for s in signs)
            bounds.append(DerivativeBound(entry, variable, printed[entry, variable], lower, upper))
    return bounds
