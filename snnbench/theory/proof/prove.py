"""Deciding claims: proved with a certified bound, or refuted with a point that breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import ctx

from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import supremum
from snnbench.theory.proof.decimals import agrees, decimal, rounded_down, rounded_up
from snnbench.theory.proof.domain import Domain
from snnbench.theory.proof.theorems import QUANTITIES, Claim, Theorem

PRECISION = 80
"""Bits of the balls' centres."""
TOLERANCE = Fraction(1, 10**8)
"""Width of the enclosures of the largest values."""
PLACES = 6
"""Decimal places of certified bounds."""
SLACK = Fraction(1, 10**7)
"""Added to a bound before rounding, so that coarser arithmetic than ours can verify it."""

Verdict = Literal["proved", "refuted", "undecided"]


@dataclass(frozen=True)
class Result:
    """What became of a claim.

    Attributes
    ----------
    claim : Claim
    verdict : {"proved", "refuted", "undecided"}
    bound : Fraction
        Certified upper bound of the quantity on the domain, a decimal of :data:`PLACES` places.
    lower, upper : Fraction
        The quantity's largest value lies between them.
    witness : dict of str to Fraction
        mu, omega, nu and tau where the quantity is at least ``lower``: the counter-example if refuted.
    boxes : list of (Box, Fraction)
        A partition of the domain in (mu omega, nu tau), with a bound for each box.
    """

    claim: Claim
    verdict: Verdict
    bound: Fraction
    lower: Fraction
    upper: Fraction
    witness: dict[str, Fraction]
    boxes: list[tuple[Box, Fraction]]

    @property
    def enclosure(self) -> tuple[str, str]:
        """Decimals between which the extreme value of what the claim talks about lies, the smaller first."""
        ends = [self.lower, self.upper]
        if QUANTITIES[self.claim.quantity].sign < 0:
            ends = [-self.upper, -self.lower]
        return decimal(rounded_down(ends[0], 8), 8), decimal(rounded_up(ends[1], 8), 8)

    @property
    def certified(self) -> str:
        """The certified bound of what the claim talks about."""
        return decimal(QUANTITIES[self.claim.quantity].sign * self.bound, PLACES)

    @property
    def printed_verdict(self) -> str | None:
        """What is certain about the paper's own bound; None where it prints none."""
        if self.claim.printed is None:
            return None
        printed = QUANTITIES[self.claim.quantity].sign * Fraction(self.claim.printed)
        if self.upper <= printed:
            return "holds"
        ends = sorted(Fraction(end) for end in self.enclosure)
        if agrees(ends[0], ends[1], self.claim.printed):
            return "holds to its printed digits"
        return "does not hold" if self.lower > printed else "undecided"


def decide(claim: Claim, max_boxes: int = 20_000) -> Result:
    """Prove or refute a claim.

    Parameters
    ----------
    claim : Claim
    max_boxes : int
        Most boxes before giving up: the verdict is then ``undecided``.
    """
    with ctx.workprec(PRECISION):
        objective = QUANTITIES[claim.quantity].objective(claim.domain)
        found = supremum(objective, claim.domain.boxes(), TOLERANCE, stop_at=claim.limit, max_boxes=max_boxes)
        boxes = [(box, rounded_up(bound + SLACK, PLACES)) for box, bound in found.leaves]
    bound = max(bound for _, bound in boxes)
    verdict: Verdict = "proved" if bound < claim.limit else "undecided"
    if found.lower >= claim.limit:
        verdict = "refuted"
    witness = lifted(claim.domain, found.point, claim.quantity)
    return Result(claim, verdict, bound, found.lower, found.upper, witness, boxes)


def lifted(domain: Domain, point: tuple[Fraction, Fraction], quantity: str) -> dict[str, Fraction]:
    """Return (mu, omega, nu, tau) of the domain with the given (mu omega, nu tau) where the quantity is worst."""
    x, y = point
    if quantity == "variance growth":
        nu = max(domain.nu[0], y / domain.tau[1])
    elif quantity == "variance loss":
        nu = min(domain.nu[1], y / domain.tau[0])
    else:
        nu = y / min(domain.tau[1], y / domain.nu[0])
    return {"mu": x / domain.omega, "omega": domain.omega, "nu": nu, "tau": y / nu}


def prove(theorems: Iterable[Theorem], progress: Callable[[Theorem, Result], None] | None = None) -> list[list[Result]]:
    """Decide every claim of some theorems.

    Parameters
    ----------
    theorems : iterable of Theorem
    progress : callable, optional
        Called with each result as it is found.

    Returns
    -------
    list of list of Result
        Per theorem, in the order of its claims.
    """
    results: list[list[Result]] = []
    for theorem in theorems:
        results.append([])
        for claim in theorem.claims:
            result = decide(claim)
            results[-1].append(result)
            if progress is not None:
                progress(theorem, result)
    return results


def theorem_verdict(results: Iterable[Result]) -> Verdict:
    """Return the verdict on a theorem: proved if all of its claims are, refuted if one of them is."""
    verdicts = {result.verdict for result in results}
    if "refuted" in verdicts:
        return "refuted"
    return "undecided" if "undecided" in verdicts else "proved"
