"""Rectangles with exact rational ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Box:
    """All (x, y) with x and y in closed intervals; an interval may be a point.

    Attributes
    ----------
    x, y : (Fraction, Fraction)
        Lower and upper end.
    """

    x: Interval
    y: Interval

    def balls(self) -> tuple[arb, arb]:
        """Return a ball for each side that holds it."""
        return ball(self.x), ball(self.y)

    def centre(self) -> Box:
        """Return the box of the centre alone."""
        return Box(*(((low + high) / 2,) * 2 for low, high in (self.x, self.y)))

    def halves(self, along_y: bool) -> tuple[Box, Box]:
        """Cut at the middle of one side."""
        low, high = self.y if along_y else self.x
        middle = (low + high) / 2
        if along_y:
            return Box(self.x, (low, middle)), Box(self.x, (middle, high))
        return Box((low, middle), self.y), Box((middle, high), self.y)


def ball(interval: Interval) -> arb:
    """Return a ball that holds the interval."""
    low, high = (arb(fmpq(end.numerator, end.denominator)) for end in interval)
    return low if interval[0] == interval[1] else low.union(high)


def radius(interval: Interval) -> arb:
    """Return half the length of the interval."""
    return ball(((interval[1] - interval[0]) / 2,) * 2)
