"""The largest value of a function over boxes, enclosed: branch and bound with mean value forms."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box, Interval, radius
from snnbench.theory.proof.jet import Jet

Objective = Callable[[BallMoments, Box], Jet]
"""A function of the net input's mean and variance: its value and gradient over a box, given SELU's moments there."""

TOO_LARGE = 10**12
UNBOUNDED = Fraction(TOO_LARGE)
"""Stands for any bound above it, since balls around a singularity reach beyond what a fraction can write."""


@dataclass(frozen=True)
class Supremum:
    """Enclosure of the largest value of a function over a domain.

    Attributes
    ----------
    lower, upper : Fraction
        The function takes a value of at least ``lower``, at ``point``, and none above ``upper``.
    point : (Fraction, Fraction)
        Where it is that large.
    leaves : list of (Box, Fraction)
        Boxes that cover the domain and meet at most at their edges, each with a bound of the function on it.
    reached : bool
        Whether the enclosure became as narrow as was asked for.
    """

    lower: Fraction
    upper: Fraction
    point: tuple[Fraction, Fraction]
    leaves: list[tuple[Box, Fraction]]
    reached: bool


@dataclass(frozen=True)
class _Bounds:
    upper: Fraction
    lower: Fraction
    point: tuple[Fraction, Fraction]
    cut_y: bool


def supremum(
    objective: Objective,
    boxes: Sequence[Box],
    tolerance: Fraction = Fraction(1, 10**8),
    stop_at: Fraction | None = None,
    max_boxes: int = 20_000,
) -> Supremum:
    """Enclose the largest value of a function over boxes.

    Parameters
    ----------
    objective : callable
    boxes : sequence of Box
        The domain.
    tolerance : Fraction
        Stop when upper and lower bound are that close.
    stop_at : Fraction, optional
        Stop as soon as a value of at least this is found.
    max_boxes : int
        Where to stop, with ``reached`` false, instead of running on.
    """
    heap: list[tuple[Fraction, int, Box, _Bounds]] = []
    count = 0
    best: _Bounds | None = None
    waiting = list(boxes)
    while True:
        for box in waiting:
            bounds = _bounds(objective, box)
            best = bounds if best is None or bounds.lower > best.lower else best
            heapq.heappush(heap, (-bounds.upper, count, box, bounds))
            count += 1
        assert best is not None, "a domain has at least one box"
        upper = -heap[0][0]
        reached = upper - best.lower <= tolerance
        if reached or count >= max_boxes or (stop_at is not None and best.lower >= stop_at):
            leaves = sorted(
                ((box, bounds.upper) for _, _, box, bounds in heap), key=lambda leaf: (leaf[0].x, leaf[0].y)
            )
            return Supremum(best.lower, upper, best.point, leaves, reached)
        _, _, box, bounds = heapq.heappop(heap)
        waiting = list(box.halves(bounds.cut_y))


def _bounds(objective: Objective, box: Box) -> _Bounds:
    """Bound a function on a box from above, and its largest value there from below."""
    over_box = objective(BallMoments(*box.balls()), box)
    # Where the gradient has a sure sign, the largest value lies on that face.
    face = Box(_towards(box.x, over_box.dx), _towards(box.y, over_box.dy))
    on_face = over_box if face == box else objective(BallMoments(*face.balls()), face)
    centre = face.centre()
    middle = objective(BallMoments(*centre.balls()), centre).value
    slack_x, slack_y = (abs(d) * radius(side) for d, side in ((on_face.dx, face.x), (on_face.dy, face.y)))
    candidates = [over_box.value, on_face.value, middle + slack_x + slack_y]
    uppers = [one.upper() for one in candidates if one.is_finite()]
    upper = min((rational(one) for one in uppers if one < TOO_LARGE), default=UNBOUNDED)
    # A side along which the sign is sure needs no cut.
    finite = (slack_x + slack_y).is_finite()
    cut_y = bool(slack_y.mid() > slack_x.mid()) if finite else box.y[1] - box.y[0] >= box.x[1] - box.x[0]
    return _Bounds(upper, rational(middle.lower()), (centre.x[0], centre.y[0]), cut_y)


def _towards(interval: Interval, slope: arb) -> Interval:
    if slope > 0:
        return interval[1], interval[1]
    return (interval[0], interval[0]) if slope < 0 else interval


def rational(exact: arb) -> Fraction:
    """Return a ball without radius as the dyadic number it is."""
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
