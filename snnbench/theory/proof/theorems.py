"""Theorems 1 to 3 of the paper as statements a computer can decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from snnbench.theory.proof import objectives
from snnbench.theory.proof.branch_and_bound import Objective
from snnbench.theory.proof.domain import Domain


@dataclass(frozen=True)
class Quantity:
    """What a claim bounds from above.

    Attributes
    ----------
    symbol : str
    objective : callable
        Of a domain: the function of (x, y) whose largest value is the quantity's over the domain.
    sign : int
        -1 if the quantity is the negative of what is talked about, so that its upper bound is a lower one.
    """

    symbol: str
    objective: Callable[[Domain], Objective]
    sign: int = 1


QUANTITIES = {
    "smallest mean": Quantity("mu~", objectives.smallest_mean, -1),
    "largest mean": Quantity("mu~", objectives.largest_mean),
    "smallest variance": Quantity("nu~", objectives.smallest_variance, -1),
    "largest variance": Quantity("nu~", objectives.largest_variance),
    "singular value": Quantity("largest singular value", objectives.singular_value),
    "variance growth": Quantity("nu~ - nu", objectives.variance_growth),
    "variance loss": Quantity("nu~ - nu", objectives.variance_loss, -1),
}


@dataclass(frozen=True)
class Claim:
    """A quantity stays below a limit everywhere on a domain.

    Attributes
    ----------
    quantity : str
        Of :data:`QUANTITIES`.
    domain : Domain
    limit : Fraction
        Of the quantity as it is bounded from above, that is with the sign of :class:`Quantity`.
    printed : str or None
        The paper's own bound, as printed, of what is talked about.
    """

    quantity: str
    domain: Domain
    limit: Fraction
    printed: str | None = None

    @property
    def inequality(self) -> str:
        """What holds on the domain."""
        quantity = QUANTITIES[self.quantity]
        limit = float(quantity.sign * self.limit)
        return f"{quantity.symbol} {'<' if quantity.sign > 0 else '>'} {limit:g}"

    @property
    def statement(self) -> str:
        """The claim in words."""
        return f"{self.inequality} for {self.domain.describe()}"


@dataclass(frozen=True)
class Theorem:
    """A theorem of the paper: all of its claims.

    Attributes
    ----------
    number : int
    title, consequence : str
    claims : tuple of Claim
    """

    number: int
    title: str
    consequence: str
    claims: tuple[Claim, ...]

    @property
    def statement(self) -> str:
        """All claims in words, each domain named once."""
        by_domain: dict[Domain, list[str]] = {}
        for claim in self.claims:
            by_domain.setdefault(claim.domain, []).append(claim.inequality)
        return "; ".join(f"{', '.join(holds)} for {domain.describe()}" for domain, holds in by_domain.items())


def _symmetric(mu: str, omega: str, nu: tuple[str, str], tau: tuple[str, str]) -> Domain:
    return Domain(
        Fraction(mu), Fraction(omega), (Fraction(nu[0]), Fraction(nu[1])), (Fraction(tau[0]), Fraction(tau[1]))
    )


CONTRACTION = _symmetric("0.1", "0.1", ("0.8", "1.5"), ("0.95", "1.1"))
"""Domain of Theorem 1."""
LEMMA = _symmetric("0.1", "0.1", ("0.8", "1.5"), ("0.8", "1.25"))
"""Wider domain on which the proof's lemma bounds the singular value."""
LARGE_VARIANCE = _symmetric("1", "0.1", ("3", "16"), ("0.8", "1.25"))
"""Domain of Theorem 2."""
SMALL_VARIANCE = (
    _symmetric("0.1", "0.1", ("0.02", "0.16"), ("0.8", "1.25")),
    _symmetric("0.1", "0.1", ("0.02", "0.24"), ("0.9", "1.25")),
)
"""The two domains of Theorem 3."""


def contraction(domain: Domain = CONTRACTION, singular_value_on: tuple[Domain, ...] = (CONTRACTION, LEMMA)) -> Theorem:
    """Return Theorem 1; the printed bounds of the range belong to its own domain only."""
    printed = ("-0.03106", "0.06773", "0.80009", "1.48617") if domain == CONTRACTION else (None,) * 4
    return Theorem(
        1,
        "stable and attracting fixed points",
        "g maps the domain's means and variances into themselves and is a contraction there, so for every omega and "
        "tau of the domain the moments of the layers converge to one fixed point (Banach)",
        (
            Claim("smallest mean", domain, domain.mu, printed[0]),
            Claim("largest mean", domain, domain.mu, printed[1]),
            Claim("smallest variance", domain, -domain.nu[0], printed[2]),
            Claim("largest variance", domain, domain.nu[1], printed[3]),
            *(Claim("singular value", on, Fraction(1)) for on in singular_value_on),
        ),
    )


def decreasing_variance(domain: Domain = LARGE_VARIANCE) -> Theorem:
    """Return Theorem 2."""
    return Theorem(
        2,
        "decreasing variance",
        "a variance that is too large shrinks from layer to layer",
        (Claim("variance growth", domain, Fraction(0)),),
    )


def increasing_variance(*domains: Domain) -> Theorem:
    """Return Theorem 3, on its two domains unless others are given."""
    return Theorem(
        3,
        "increasing variance",
        "a variance that is too small grows from layer to layer",
        tuple(Claim("variance loss", domain, Fraction(0)) for domain in domains or SMALL_VARIANCE),
    )


def paper_theorems() -> list[Theorem]:
    """Return the three theorems as the paper states them."""
    return [contraction(), decreasing_variance(), increasing_variance()]
