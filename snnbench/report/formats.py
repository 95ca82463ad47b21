"""How numbers and the names of columns are written for a reader."""

from __future__ import annotations

import math

import pandas as pd

DASH = "–"
SIGNIFICANT = 0.05
"""Level of the paper's stars."""

SCORE = ".4f"
"""Format of scores, and of whatever the name of a column says nothing about."""

_DIGITS = (
    ("percent", ".1f"),
    ("difference", "+.4f"),
    ("rank", ".2f"),
    ("depth", ".2f"),
    ("minutes", ".1f"),
    ("share", ".2f"),
)
_WORDS = {"avg": "average", "auc": "AUC", "std": "standard deviation"}
_SUFFIXES = {"paper": "paper", "printed": "printed", "with_published": "nets with published results"}
_LABELS = {
    "p_value": "p",
    "p_value_two_sided": "two-sided p",
    "p_value_holm": "p, Holm",
    "p_value_two_sided_holm": "two-sided p, Holm",
    "p_first_better": "P(first better)",
    "p_equivalent": "P(equivalent)",
    "p_second_better": "P(second better)",
}


def format_value(value: object, column: str = "", otherwise: str = SCORE) -> str:
    """Return a value as a reader wants it: scores with four digits, p-values with two, a dash for nothing.

    Parameters
    ----------
    value : object
    column : str
        The name decides the digits of a number; a number for a name is a depth of Table 2, in percent.
    otherwise : str
        Format where the name says nothing.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, float):
        return str(value)
    if column.startswith("p_value"):
        return f"{value:.2g}" if value >= 0.001 else f"{value:.1e}"
    if "rank_difference" in column:
        return f"{value:+.3f}"
    name = "percent" if column.isdigit() else column
    return format(value, next((digits for word, digits in _DIGITS if word in name), otherwise))


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
