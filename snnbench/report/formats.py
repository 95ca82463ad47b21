"""How numbers and the names of columns are written for a reader."""

from __future__ import annotations

import math
import numbers

import pandas as pd

DASH = "–"
MINUS = "\N{MINUS SIGN}"
SIGNIFICANT = 0.05
"""Level of the paper's stars."""

SCORE = ".4f"
"""Format of scores, and of any number whose column's name says nothing about it."""
FOUR_DIGITS = "#.4g"
"""Format of numbers that may be of any size."""
MIN_P = 0.001
"""Smaller p-values are written as powers of ten."""

_DECIMALS = (
    ("rank_difference", "+.3f"),
    ("percent", ".1f"),
    ("without_shared", SCORE),
    ("error_points", ".2f"),
    ("deviation_points", ".2f"),
    ("points", "+.2f"),
    ("difference", "+.4f"),
    ("rank", ".2f"),
    ("place", ".0f"),
    ("depth", ".2f"),
    ("minutes", ".1f"),
    ("seconds", ".1f"),
    ("share", ".2f"),
    ("rate", ".2f"),
    ("wins", ".1f"),
    ("effect_size", ".2f"),
    ("p_first", ".2f"),
    ("p_second", ".2f"),
    ("p_equivalent", ".2f"),
)
"""What a column's name contains, and the format of its numbers; the first that fits counts."""
_WORDS = {"avg": "average", "auc": "AUC", "std": "standard deviation"}
_SUFFIXES = {"paper": "paper", "printed": "printed", "with_published": "nets with published results"}
_LABELS = {
    "without_shared": "without compounds trained on",
    "without_same_skeleton": "without shared skeletons",
    "p_value": "p",
    "p_value_two_sided": "two-sided p",
    "p_value_holm": "p, Holm",
    "p_value_two_sided_holm": "two-sided p, Holm",
    "p_first_better": "P(first better)",
    "p_value_best": "p against first",
    "p_value_majority": "p against majority class",
    "p_equivalent": "P(equivalent)",
    "p_second_better": "P(second better)",
}


def format_value(value: object, column: str = "", otherwise: str = SCORE) -> str:
    """Return a value as a reader wants it: the numbers of a column with equally many decimals, a dash for nothing.

    Parameters
    ----------
    value : object
    column : str
        Its name decides the decimals; a number as its name is a depth of Table 2, in percent.
    otherwise : str
        Format where the name says nothing.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, numbers.Integral):
        return signed(f"{value:,}")
    if not isinstance(value, float):
        return str(value)
    if column.startswith("p_value"):
        return format_p(value)
    name = "percent" if column.isdigit() else column
    return format_number(value, next((decimals for word, decimals in _DECIMALS if word in name), otherwise))


def format_number(value: float, digits: str) -> str:
    """Return a number in a format such as ``.3f`` or ``#.4g``, with a true minus sign and without a negative zero."""
    text = format(value, digits).removesuffix(".")
    mantissa, e, exponent = text.partition("e")
    if not any(digit in "123456789" for digit in mantissa):
        return mantissa.lstrip("+-")
    return signed(f"{mantissa}e{int(exponent)}" if e else mantissa)


def format_p(value: float) -> str:
    """Return a p-value with three decimals, below :data:`MIN_P` as a power of ten with two digits."""
    return format_number(value, ".3f" if value >= MIN_P else ".1e")


def signed(text: str) -> str:
    """Return a number's text with minus signs in place of hyphens."""
    return text.replace("-", MINUS)


def label(column: str) -> str:
    """Return a column's name in words: ``SNN_paper`` as ``SNN (paper)``, ``avg_rank`` as ``average rank``."""
    name, suffix = next(
        ((column.removesuffix(f"_{end}"), end) for end in _SUFFIXES if column.endswith(f"_{end}")), (column, "")
    )
    words = name if name[:1].isupper() else " ".join(_WORDS.get(word, word) for word in name.split("_"))
    words = _LABELS.get(name, words)
    return f"{words} ({_SUFFIXES[suffix]})" if suffix else words


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "none"


def ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``3rd``, ``4th`` and so on."""
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
