"""Tables as LaTeX (booktabs)."""

from __future__ import annotations

import math

import pandas as pd

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def latex_table(table: pd.DataFrame) -> str:
    """Return a ``tabular`` for the package booktabs; text is escaped, missing values are dashes."""
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table]
    lines = [
        rf"\begin{{tabular}}{{{''.join('r' if right else 'l' for right in numeric)}}}",
        r"\toprule",
        " & ".join(map(_cell, table.columns)) + r" \\",
        r"\midrule",
        *(" & ".join(map(_cell, row, map(str, table.columns))) + r" \\" for row in table.itertuples(index=False)),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def format_value(value: object, column: str = "") -> str:
    """Return a value as a reader wants it: scores with four digits, p-values with two, a dash for nothing."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:.1e}" if column.startswith("p_value") else f"{value:.4f}"
    return str(value)


def _cell(value: object, column: str = "") -> str:
    text = format_value(value, column)
    return "--" if text == "–" else "".join(_ESCAPES.get(letter, letter) for letter in text)
