"""Tables as LaTeX (booktabs, longtable)."""

from __future__ import annotations

import pandas as pd

from snnbench.report.formats import DASH
from snnbench.report.result_table import Cell, ResultTable

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
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "†": r"\textsuperscript{\textdagger}",
    "‡": r"\textsuperscript{\textdaggerdbl}",
    "–": "--",
    "\N{MINUS SIGN}": "$-$",
    "±": r"$\pm$",
}
ROWS_OF_A_PAGE = 40
"""A longer table may break across pages."""
LONG_TEXT, PARAGRAPH = 40, "5cm"
"""Letters from which text is broken into lines, and their width."""


def latex_table(table: ResultTable | pd.DataFrame) -> str:
    """Return a ``tabular``, or a ``longtable`` if it is longer than a page; best values are bold.

    Needs the packages booktabs and, for the long ones, longtable.

    Parameters
    ----------
    table : ResultTable or DataFrame
    """
    if isinstance(table, pd.DataFrame):
        table = ResultTable("", "", table)
    rows = table.cells()
    environment = "longtable" if len(rows) > ROWS_OF_A_PAGE else "tabular"
    head = [r"\toprule", " & ".join(map(escaped, table.labels)) + r" \\", r"\midrule"]
    lines = [
        *([f"% {table.title}".replace("\n", " ")] if table.title else []),
        rf"\begin{{{environment}}}{{{''.join(_columns(table, rows))}}}",
        *head,
        *([r"\endhead"] if environment == "longtable" else []),
        *(" & ".join(map(_cell, row)) + r" \\" for row in rows),
        r"\bottomrule",
        rf"\end{{{environment}}}",
    ]
    return "\n".join(lines) + "\n"


def _columns(table: ResultTable, rows: list[list[Cell]]) -> list[str]:
    """Numbers stand right, text left, and long text in paragraphs."""
    longest = [max((len(row[column].text) for row in rows), default=0) for column in range(len(table.numeric))]
    return [
        "r" if right else rf"p{{{PARAGRAPH}}}" if length > LONG_TEXT else "l"
        for right, length in zip(table.numeric, longest, strict=True)
    ]


def escaped(text: str) -> str:
    """Return text without what LaTeX would take for a command."""
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    return rf"\textbf{{{text}}}" if cell.best and cell.text != DASH else text
