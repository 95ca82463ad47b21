"""A function's value and gradient over a box, as balls: first-order forward differentiation in Arb."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb


@dataclass(frozen=True)
class Jet:
    """Enclosures of f, df/dx and df/dy over one box.

    Attributes
    ----------
    value, dx, dy : arb
        Balls that hold every value on the box.
    """

    value: arb
    dx: arb
    dy: arb

    def __add__(self, other: Jet | arb | int) -> Jet:
        other = as_jet(other)
        return Jet(self.value + other.value, self.dx + other.dx, self.dy + other.dy)

    def __neg__(self) -> Jet:
        return Jet(-self.value, -self.dx, -self.dy)

    def __sub__(self, other: Jet | arb | int) -> Jet:
        return self + -as_jet(other)

    def __mul__(self, other: Jet | arb | int) -> Jet:
        other = as_jet(other)
        return Jet(
            self.value * other.value,
            self.dx * other.value + self.value * other.dx,
            self.dy * other.value + self.value * other.dy,
        )

    __radd__ = __add__
    __rmul__ = __mul__

    def square(self) -> Jet:
        """Return the square, whose value is known not to be negative."""
        return Jet(square(self.value), 2 * self.value * self.dx, 2 * self.value * self.dy)

    def sqrt(self) -> Jet:
        """Return the square root; its gradient is unbounded where the value may be 0."""
        root = self.value.nonnegative_part().sqrt()
        return Jet(root, self.dx / (2 * root), self.dy / (2 * root))


def as_jet(number: Jet | arb | int) -> Jet:
    """Return a constant as a jet, and a jet as it is."""
    return number if isinstance(number, Jet) else Jet(arb(number), arb(0), arb(0))


def square(number: arb) -> arb:
    """Return the square of a ball, without what the product of two balls around 0 has below 0."""
    return (number * number).nonnegative_part()
