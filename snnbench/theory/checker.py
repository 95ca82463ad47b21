# ruff: noqa: ANN001, ANN202, B905 - on one screen, for a reader who wants to check it by eye
"""Check a certificate of Theorems 1 to 3 with nothing of the prover's code.

The theorems are written down here again, so that a certificate cannot prove something else, and evaluated with the
paper's formulas in plain ball arithmetic. Boxes are halved until the mean value theorem shows their bounds.
"""

import json
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from flint import arb, arb_series, ctx, fmpq

SMALL, LARGE, NU = (("-1/10", "1/10"),) * 2, (("-1", "1"), ("-1/10", "1/10")), ("4/5", "3/2")
RANGE = {"smallest mean": "1/10", "largest mean": "1/10", "smallest variance": "-4/5", "largest variance": "3/2"}
THEOREMS = [  # theorem, quantity, ranges of mu, omega, nu and tau, what the quantity stays below
    *((1, name, (*SMALL, NU, ("19/20", "11/10")), limit) for name, limit in {**RANGE, "singular value": "1"}.items()),
    (1, "singular value", (*SMALL, NU, ("4/5", "5/4")), "1"),
    (2, "variance growth", (*LARGE, ("3", "16"), ("4/5", "5/4")), "0"),
    (3, "variance loss", (*SMALL, ("1/50", "4/25"), ("4/5", "5/4")), "0"),
    (3, "variance loss", (*SMALL, ("1/50", "6/25"), ("9/10", "5/4")), "0"),
]


def _ball(low, high):
    """Return a ball that holds all numbers from low to high."""
    return arb(fmpq(low.numerator, low.denominator)).union(arb(fmpq(high.numerator, high.denominator)))


def _worst(pick, end, other, y, side):
    """Return pick(end, y / other), pick being min or max, for y in a side that lies wholly in one of the cases."""
    cases = {pick(end, v / other) == end for v in side}, {pick(end, v / other) == v / other for v in side}
    return _ball(end, end) if cases[0] == {True} else y / _ball(other, other) if cases[1] == {True} else arb("nan")


def _quantity(name, domain, side, x, y):
    """Return a quantity, with its slope, where mu omega = x and nu tau = y, for y from one side of a box."""
    (_, omega), nu, tau = domain[1:]
    e, pi, r2 = arb.const_e(), arb.pi(), arb(2).sqrt()
    c = (1 / r2).erfc() * e.sqrt()  # alpha = a and lambda = k by equation 14
    a = (2 / pi).sqrt() / (1 - c)
    k = (1 - c) * (2 * pi / (2 * r2.erfc() * e * e + pi * c * c - 2 * (2 + pi) * c + pi + 2)).sqrt()
    root, bell = y.sqrt() * r2, (-x * x / (2 * y)).exp()
    tail, peak = (x / root).erfc(), (2 / pi * y).sqrt() * bell
    one, two = (x + y / 2).exp() * ((x + y) / root).erfc(), (2 * (x + y)).exp() * ((x + 2 * y) / root).erfc()
    mean = k / 2 * (x + x * (1 - tail) + a * one - a * tail + peak)  # equations 4, and 5
    variance = k * k / 2 * ((x * x + y) * (2 - tail) + a * a * (two - 2 * one + tail) + x * peak) - mean * mean
    if name in RANGE:
        return (1 if name.startswith("largest") else -1) * (mean if name.endswith("mean") else variance)
    if name.startswith("variance"):  # of all nu that belong to y, the smallest or largest is the worst
        least, most = _worst(max, nu[0], tau[1], y, side), _worst(min, nu[1], tau[0], y, side)
        return variance - least if name == "variance growth" else most - variance
    # The singular value grows with |omega| and tau: J J^T = B diag(omega^2, tau^2) B^T.
    w, t = _ball(omega, omega), _worst(min, tau[1], nu[0], y, side)
    j11, j12 = k / 2 * w * (a * one - tail + 2), k / 4 * t * (a * one - (a - 1) * peak / y)
    j21 = k * k * w * (a * a * (two - one) + x * (2 - tail) + peak) - 2 * mean * j11
    j22 = k * k / 2 * t * (a * a * (2 * two - one) - tail + 2) - 2 * mean * j12
    rotation, reflection = ((j11 + s * j22) * (j11 + s * j22) + (j21 - s * j12) * (j21 - s * j12) for s in (1, -1))
    return (rotation.sqrt() + reflection.sqrt()) / 2


def _holds(name, domain, box, bound, halvings=60):
    """Whether value at the centre, and slopes anywhere in the box or its halves, keep a quantity within a bound."""
    radii = [(high - low) / 2 for low, high in box]
    reach = _quantity(name, domain, box[1], *(arb_series([_ball(*[sum(side) / 2] * 2), 0]) for side in box))[0]
    for i, radius in enumerate(radii):
        line = [arb_series([_ball(*side), int(i == j)]) for j, side in enumerate(box)]
        reach += abs(_quantity(name, domain, box[1], *line)[1]) * _ball(radius, radius)
    cut, halves = int(radii[1] > radii[0]), [[*box], [*box]]
    halves[0][cut], halves[1][cut] = (box[cut][0], sum(box[cut]) / 2), (sum(box[cut]) / 2, box[cut][1])
    halved = (_holds(name, domain, half, bound, halvings - 1) for half in halves)
    return bool(reach <= _ball(bound, bound)) or (halvings > 0 and all(halved))


def _fault(claim, name, domain, limit):
    """Return what is wrong with a claim's proof, or nothing."""
    boxes = [[tuple(map(Fraction, box[side])) for side in "xy"] for box in claim["boxes"]]
    whole = [(domain[0][0] * domain[1][1], domain[0][1] * domain[1][1]), tuple(map(Fraction.__mul__, *domain[2:]))]
    apart = all(any(s[1] <= t[0] or t[1] <= s[0] for s, t in zip(*two)) for two in combinations(boxes, 2))
    inside = all(w[0] <= s[0] < s[1] <= w[1] for box in boxes for s, w in zip(box, whole))
    areas = [(x[1] - x[0]) * (y[1] - y[0]) for x, y in [whole, *boxes]]
    if not (inside and apart and areas[0] == sum(areas[1:])):
        return "the boxes do not cover the domain"
    bounds = [Fraction(box["bound"]) for box in claim["boxes"]]
    if not max(bounds) <= Fraction(claim["bound"]) < limit:
        return "the bound is not below the limit"
    failed = [box for box, bound in zip(boxes, bounds) if not _holds(name, domain, box, bound)]
    return f"the bound does not hold on {failed[0]}" if failed else ""


def check(path: Path) -> dict[tuple, str]:
    """Return what is wrong, "" if nothing is, by theorem, quantity and ranges of every statement of the theorems."""
    claims = {(c["quantity"], *map(tuple, c["domain"].values())): c for c in json.loads(path.read_text())["claims"]}
    faults, ctx.prec, ctx.cap = {}, 100, 2  # a series has two terms, value and slope
    for theorem, name, ranges, limit in THEOREMS:
        domain, claim = [tuple(map(Fraction, ends)) for ends in ranges], claims.get((name, *ranges))
        faults[theorem, name, ranges] = _fault(claim, name, domain, Fraction(limit)) if claim else "is missing"
    return faults
