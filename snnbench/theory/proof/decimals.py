"""Certified numbers in print: rationals rounded to decimals in the safe direction."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor


def rounded_up(number: Fraction, digits: int) -> Fraction:
    """Return the smallest decimal of ``digits`` places that is not below ``number``."""
    return Fraction(ceil(number * 10**digits), 10**digits)


def rounded_down(number: Fraction, digits: int) -> Fraction:
    """Return the largest decimal of ``digits`` places that is not above ``number``."""
    return Fraction(floor(number * 10**digits), 10**digits)


def decimal(number: Fraction, digits: int) -> str:
    """Write a number that has at most ``digits`` decimal places."""
    scaled = number * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{number} has more than {digits} decimal places")
    whole, rest = divmod(abs(scaled.numerator), 10**digits)
    return f"{'-' if number < 0 else ''}{whole}.{rest:0{digits}d}"


def agrees(lower: Fraction, upper: Fraction, printed: str) -> bool:
    """Whether every number between the two rounds to what is printed."""
    places = len(printed.partition(".")[2])
    return round(lower, places) == round(upper, places) == Fraction(printed)
