"""What the hyperparameters of a net may be."""

from __future__ import annotations

RANGES = {
    "positive integer": lambda value: isinstance(value, int) and value >= 1,
    "positive number": lambda value: isinstance(value, int | float) and value > 0,
    "number of at least 0": lambda value: isinstance(value, int | float) and value >= 0,
    "rate of at least 0 and below 1": lambda value: isinstance(value, int | float) and 0 <= value < 1,
    "share above 0 and at most 1": lambda value: isinstance(value, int | float) and 0 < value <= 1,
    "rectangular or conic": lambda value: value in ("rectangular", "conic"),
    "rectangular or diavolo": lambda value: value in ("rectangular", "diavolo"),
}
"""What a net's hyperparameter may be, in words and as a test."""
