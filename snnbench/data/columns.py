"""What a column is: numbers, categories, or something that only its owner can decide."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from snnbench.data.cells import Cells, is_date, is_marked_number, number
from snnbench.data.declared import Columns
from snnbench.data.features import column_moments, standardized

NEARLY_ALL = 0.9
"""Share of a column's cells that look alike from which the others are taken for mistakes."""
FEW_DISTINCT = 20
"""A text column with no more distinct values is a category, however few rows there are."""
MOST_CATEGORIES = 1000
"""Categories of a column that may become columns of their own."""
LARGEST = 1e300
FLOAT32_LOSS = 1e-6
"""Rounding to float32 may move a value by this many standard deviations before it is kept as float64."""


class Column(NamedTuple):
    """A feature as a Task holds it.

    Attributes
    ----------
    numbers : ndarray of float64, shape (n,)
        NaN where a value is missing; codes 0, 1, ... of categories.
    categories : int
        Number of categories, 0 for numbers.
    """

    numbers: np.ndarray
    categories: int


class ColumnError(Exception):
    """What is wrong with a column, and what to write in the config."""


def numeric(column: pd.Series) -> Column:
    """Return a column of float64 as it is.

    Raises
    ------
    ColumnError
        If it has no value, or holds one beyond +-1e300.
    """
    values = column.to_numpy(np.float64)
    if np.isnan(values).all():
        raise ColumnError(f"column '{column.name}' has no value in any row")
    beyond = np.flatnonzero(np.abs(values) > LARGEST)
    if len(beyond):
        raise ColumnError(
            _beyond(str(column.name), f"{values[beyond[0]]} in {column.index.name} {column.index[beyond[0]]}")
        )
    return Column(values, 0)


def feature(cells: Cells, choices: Columns) -> Column:
    """Return a text column as numbers if all its cells are numbers, otherwise as categories.

    Parameters
    ----------
    cells : Cells
    choices : Columns
        What the user says about columns; a column that is named there is not guessed at.

    Raises
    ------
    ColumnError
        If the column has no value, holds an infinite number, is nearly all numbers, dates or distinct texts, or has
        too many categories.
    """
    name = cells.name
    if not cells.distinct:
        raise ColumnError(f"column '{name}' has no value in any row")
    if name in choices.ordinal:
        return Column(cells.sorted_codes()[1], 0)
    if name not in choices.categorical:
        numbers = cells.numbers(choices.decimal)
        if not np.isnan(numbers).any():
            beyond = np.flatnonzero(np.abs(numbers) > LARGEST)
            if len(beyond):
                raise ColumnError(_beyond(name, cells.example(beyond[0])))
            return Column(cells.values_of(numbers), 0)
        _refuse_mixture(cells, numbers, choices.decimal)
    if len(cells.distinct) > MOST_CATEGORIES:
        raise ColumnError(
            f"column '{name}' has {len(cells.distinct)} categories; at most {MOST_CATEGORIES} become columns of their "
            f"own: source.ignore: ['{name}'], or source.ordinal: ['{name}'] for one column of codes"
        )
    texts, codes = cells.sorted_codes()
    return Column(codes, len(texts))


def _beyond(name: str, example: str) -> str:
    return (
        f"column '{name}' holds {example}; features must be finite and within ±{LARGEST:g} "
        "(leave the cell empty if the value is missing)"
    )


def _refuse_mixture(cells: Cells, numbers: np.ndarray, decimal: str) -> None:
    """Refuse a text column that is probably something else."""
    name, spelled = cells.name, np.isnan(numbers)
    other = "," if decimal == "." else "."
    categorical = f"source.categorical: ['{name}'] if it is a category"
    first = cells.example(int(np.argmax(spelled)))
    as_other = cells.share(lambda text: not np.isnan(number(text, other)))
    as_numbers = cells.counts[~spelled].sum() / cells.present
    if as_other >= NEARLY_ALL and as_other > as_numbers:
        raise ColumnError(
            f"column '{name}' holds numbers with the decimal mark '{other}' ({first}); source.decimal: '{other}'"
        )
    if as_numbers >= NEARLY_ALL or (~spelled).sum() > FEW_DISTINCT:
        texts = [cells.distinct[i] for i in np.flatnonzero(spelled)[np.argsort(-cells.counts[spelled], kind="stable")]]
        raise ColumnError(
            f"column '{name}' is numbers but for {cells.counts[spelled].sum()} of {cells.present} cells ({first}); "
            f"source.missing: {texts[:3]} if they are missing values, source.ignore: ['{name}'], or {categorical}"
        )
    if cells.share(is_date) >= NEARLY_ALL:
        raise ColumnError(
            f"column '{name}' holds dates or times ({first}); write them as numbers, or "
            f"source.ignore: ['{name}'], or {categorical}"
        )
    if cells.share(is_marked_number) >= NEARLY_ALL:
        raise ColumnError(
            f"column '{name}' holds numbers with signs or separated thousands ({first}); write plain numbers, or "
            f"source.ignore: ['{name}'], or {categorical}"
        )
    if len(cells.distinct) > max(FEW_DISTINCT, cells.present / 2):
        raise ColumnError(
            f"column '{name}' has {len(cells.distinct)} distinct texts in {cells.present} cells ({first}), as "
            f"identifiers or free text have; source.ignore: ['{name}'], or {categorical}"
        )


def loses_digits(values: np.ndarray) -> bool:
    """Whether rounding a column to float32, before it is centred, changes it by more than its spread allows.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Finite, or NaN.
    """
    values = values[np.isfinite(values)]
    if np.abs(values).max(initial=0) > np.finfo(np.float32).max:
        return True
    rounding = np.abs(values - values.astype(np.float32)).max(initial=0)
    return bool(rounding > FLOAT32_LOSS * column_moments(values[:, None])[1][0])


def note_on_precision(name: str, values: np.ndarray) -> str:
    """Return a note if more than 1 % of a column's distinct values become equal in float32 once standardised.

    Parameters
    ----------
    name : str
    values : ndarray of float64, shape (n,)
        Finite, or NaN.
    """
    values = values[np.isfinite(values)]
    distinct = len(np.unique(values))
    told_apart = len(np.unique(standardized(values[:, None], np.arange(len(values)))))
    if told_apart >= 0.99 * distinct:
        return ""
    return (
        f"column '{name}': float32 tells only {told_apart} of its {distinct} distinct values apart, even centred and "
        "scaled; consider its logarithm"
    )
