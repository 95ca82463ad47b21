"""What a column is: numbers, categories, or something that only its owner can decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.data.ambiguous_columns import ColumnError, note_on_thousands, refuse_distinct, refuse_mixture
from snnbench.data.cells import Cells
from snnbench.data.declared import Columns
from snnbench.data.missing_marks import MissingMarks

MAX_CATEGORIES = 1000
"""Categories of a column that may become columns of their own."""
MAX_ABSOLUTE = 1e300
"""Larger numbers overflow when they are centred."""


class Column(NamedTuple):
    """A feature as a Task holds it.

    Attributes
    ----------
    numbers : ndarray of float64, shape (n,)
        NaN where a value is missing; codes 0, 1, ... of categories.
    categories : int
        Number of categories, 0 for numbers.
    note : str
        On what its owner should look at, or empty.
    """

    numbers: np.ndarray
    categories: int
    note: str = ""


class EmptyColumn(Exception):
    """A column has no value in any row."""


def numeric(column: pd.Series, missing: Sequence[str] = ()) -> Column:
    """Return a column of float64 as it is, but for the numbers that stand for a missing value.

    Raises
    ------
    EmptyColumn
    ColumnError
        If it holds a value beyond +-1e300.
    """
    values = column.to_numpy(np.float64)
    values = np.where(np.isin(values, MissingMarks(missing).numbers), np.nan, values)
    if np.isnan(values).all():
        raise EmptyColumn
    beyond = np.flatnonzero(np.abs(values) > MAX_ABSOLUTE)
    if len(beyond):
        raise ColumnError(
            _beyond(str(column.name), f"{values[beyond[0]]} in {column.index.name} {column.index[beyond[0]]}")
        )
    return Column(values, 0)


def feature(cells: Cells, choices: Columns, whole: bool = True) -> Column:
    """Return a text column as numbers if all its cells are numbers, otherwise as categories.

    Parameters
    ----------
    cells : Cells
    choices : Columns
        What the user says about columns; a column that is named there is not guessed at.
    whole : bool
        False if the cells are only the beginning of a column.

    Raises
    ------
    EmptyColumn
    ColumnError
        If the column holds an infinite number, is nearly all numbers, dates or distinct texts, or has too many
        categories.
    """
    name = cells.name
    if not cells.distinct:
        raise EmptyColumn
    if name in choices.ordinal:
        return Column(cells.sorted_codes()[1], 0)
    if name not in choices.categorical:
        numbers = cells.numbers(choices.decimal)
        if not np.isnan(numbers).any():
            beyond = np.flatnonzero(np.abs(numbers) > MAX_ABSOLUTE)
            if len(beyond):
                raise ColumnError(_beyond(name, cells.example(beyond[0])))
            return Column(cells.values_of(numbers), 0, note_on_thousands(cells, choices.decimal))
        refuse_mixture(cells, numbers, choices.decimal)
        if whole:
            refuse_distinct(cells)
    if len(cells.distinct) > MAX_CATEGORIES:
        raise ColumnError(
            f"column '{name}' has {len(cells.distinct)} categories; at most {MAX_CATEGORIES} become columns of their "
            f"own: source.ignore: ['{name}'], or source.ordinal: ['{name}'] for one column of codes"
        )
    texts, codes = cells.sorted_codes()
    return Column(codes, len(texts))


def _beyond(name: str, example: str) -> str:
    return (
        f"column '{name}' holds {example}; features must be finite and within ±{MAX_ABSOLUTE:g} "
        "(leave the cell empty if the value is missing)"
    )
