"""Domains of the theorems, and why two dimensions are enough.

The moments of activations depend on the mean mu and variance nu of the layer below, and on a unit's sum of
weights omega and of squared weights tau, through x = mu omega and y = nu tau alone. With |mu| <= m, |omega| <= w,
nu in [a, b] and tau in [c, d], the point (x, y) takes every value of [-m w, m w] x [a c, b d] and no other.
What else a statement says about the four can be replaced by its worst case for given (x, y), which is taken:

* |omega| = w: with mu = x / omega, |mu| <= m.
* |mu| = m likewise.
* largest tau = min(d, y / a), with nu = y / tau = max(y / d, a) <= b; smallest tau = max(c, y / b).
* largest nu = min(b, y / c); smallest nu = max(a, y / d).

So a statement over four numbers holds if and only if its worst case holds over the rectangle, and a point that
refutes the one gives a point that refutes the other. A box of the rectangle is a set of points in four dimensions,
{mu, omega, nu, tau : (mu omega, nu tau) in the box}; boxes that cover the rectangle cover the domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from snnbench.theory.proof.box import Box, Interval, ball
from snnbench.theory.proof.jet import Jet, as_jet


@dataclass(frozen=True)
class Domain:
    """All (mu, omega, nu, tau) in a box that is symmetric in mu and omega.

    Attributes
    ----------
    mu, omega : Fraction
        Largest absolute values; positive.
    nu, tau : (Fraction, Fraction)
        Lower and upper end; positive.

    Raises
    ------
    ValueError
        If an interval is empty or holds numbers that are not positive.
    """

    mu: Fraction
    omega: Fraction
    nu: Interval
    tau: Interval

    def __post_init__(self) -> None:
        if self.mu <= 0 or self.omega <= 0:
            raise ValueError(f"mu and omega must range over [-m, m] with m > 0, not m = {min(self.mu, self.omega)}")
        for name, (low, high) in (("nu", self.nu), ("tau", self.tau)):
            if not 0 < low < high:
                raise ValueError(f"{name} must range from a positive number to a larger one, not from {low} to {high}")

    def boxes(self) -> list[Box]:
        """Return the rectangle of (x, y), cut where a worst case changes its form."""
        reach = self.mu * self.omega
        low, high = self.nu[0] * self.tau[0], self.nu[1] * self.tau[1]
        kinks = {self.nu[0] * self.tau[1], self.nu[1] * self.tau[0]}
        ends = sorted({low, high} | {kink for kink in kinks if low < kink < high})
        return [Box((-reach, reach), side) for side in pairwise(ends)]

    def largest_tau(self, y: Jet, box: Box) -> Jet:
        """Return the largest tau with a nu such that nu tau = y; ``box`` is one of :meth:`boxes` or a part of it."""
        return self._largest(self.tau[1], self.nu[0], y, box)

    def largest_nu(self, y: Jet, box: Box) -> Jet:
        """Return the largest nu with a tau such that nu tau = y."""
        return self._largest(self.nu[1], self.tau[0], y, box)

    def smallest_tau(self, y: Jet, box: Box) -> Jet:
        """Return the smallest tau with a nu such that nu tau = y."""
        return self._smallest(self.tau[0], self.nu[1], y, box)

    def smallest_nu(self, y: Jet, box: Box) -> Jet:
        """Return the smallest nu with a tau such that nu tau = y."""
        return self._smallest(self.nu[0], self.tau[1], y, box)

    @staticmethod
    def _largest(end: Fraction, other: Fraction, y: Jet, box: Box) -> Jet:
        return constant(end) if box.y[0] >= end * other else y * (1 / exact(other))

    @staticmethod
    def _smallest(end: Fraction, other: Fraction, y: Jet, box: Box) -> Jet:
        return constant(end) if box.y[1] <= end * other else y * (1 / exact(other))

    def describe(self) -> str:
        """Return the domain in words, ends as decimals."""
        ranges = {"mu": (-self.mu, self.mu), "omega": (-self.omega, self.omega), "nu": self.nu, "tau": self.tau}
        return ", ".join(f"{name} in [{float(low):g}, {float(high):g}]" for name, (low, high) in ranges.items())


def exact(number: Fraction) -> arb:
    """Return a ball that holds a rational number."""
    return ball((number, number))


def constant(number: Fraction) -> Jet:
    """Return a rational number as a function without slope."""
    return as_jet(exact(number))
