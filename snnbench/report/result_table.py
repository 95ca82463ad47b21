"""A table of the report: its numbers, what is marked in it, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from snnbench.report.formats import DASH, SCORE, SIGNIFICANT, format_value, label

Place = tuple[int, str]
"""Number of the row, name of the column."""


class Cell(NamedTuple):
    """A cell as a reader sees it.

    Attributes
    ----------
    text : str
    sort_by : str
        The number behind the text, if it is one; empty where there is none.
    best : bool
        Whether it is the best of its row.
    """

    text: str
    sort_by: str
    best: bool


@dataclass(frozen=True)
class ResultTable:
    """What is written as CSV, LaTeX and HTML under one name.

    Attributes
    ----------
    name : str
        Of the files.
    title : str
    data : DataFrame
        The first column says what a row is about.
    note : str
        How to read it.
    best : set of Place
        Cells to be marked as the best; see :func:`best_of_row`.
    marks : mapping of Place to str
        What follows the text of a cell. P-values below 0.05 have a star, as in the paper, without being named.
    tasks : tuple of str
        Those that the table's numbers come from.
    left_out : mapping of str to str
        Why tasks of the run that belong into the table are not among them.
    tidy : DataFrame, optional
        What the CSV file holds, where ``data`` is laid out for the eye.
    number_format : str
        Of numbers about whose digits the column's name says nothing.
    """

    name: str
    title: str
    data: pd.DataFrame
    note: str = ""
    best: frozenset[Place] = frozenset()
    marks: Mapping[Place, str] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    tidy: pd.DataFrame | None = None
    number_format: str = SCORE

    @cached_property
    def labels(self) -> list[str]:
        """Names of the columns for a reader."""
        return [label(str(column)) for column in self.data]

    @cached_property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        return [pd.api.types.is_numeric_dtype(self.data[column]) for column in self.data]

    def cells(self) -> list[list[Cell]]:
        """Return all cells, row by row."""
        columns = [str(column) for column in self.data]
        return [
            [self._cell((row, column), value) for column, value in zip(columns, values, strict=True)]
            for row, values in enumerate(self.data.itertuples(index=False, name=None))
        ]

    def _cell(self, place: Place, value: object) -> Cell:
        text = format_value(value, place[1], self.number_format)
        star, number = "", ""
        if isinstance(value, int | float) and not isinstance(value, bool) and text != DASH:
            number = repr(value)
            star = "*" if place[1].startswith("p_value") and value < SIGNIFICANT else ""
        return Cell(text + star + self.marks.get(place, ""), number, place in self.best)

    def csv_data(self) -> pd.DataFrame:
        """Return what the CSV file holds: stars and other marks as columns of their own."""
        if self.tidy is not None:
            return self.tidy
        data = self.data.copy()
        for p_value, significant in (("p_value", "significant"), ("p_value_paper", "significant_paper")):
            if p_value in data:
                stars = ["*" if value < SIGNIFICANT else "" for value in data[p_value].astype(float)]
                data.insert(data.columns.get_loc(p_value) + 1, significant, stars)
        if self.marks:
            places = sorted(self.marks)
            data["marked"] = [
                "; ".join(f"{c} {self.marks[r, c]}" for r, c in places if r == row) for row in range(len(data))
            ]
        return data


def best_of_row(data: pd.DataFrame, groups: Iterable[Sequence[str]]) -> frozenset[Place]:
    """Return the places of the highest value of each group of columns in each row; equal ones share it.

    Parameters
    ----------
    data : DataFrame
    groups : iterable of sequences of str
        Columns that compete, such as those of this run and those of the paper.
    """
    best: set[Place] = set()
    for group in groups:
        if not group:
            continue
        # As printed: what a reader sees as equal is equal.
        values = data[list(group)].astype(float).reset_index(drop=True).round(4)
        highest = values.eq(values.max(axis=1), axis=0).stack()
        best |= {(int(row), str(column)) for row, column in highest.index[highest]}
    return frozenset(best)
