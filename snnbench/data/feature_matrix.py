"""All feature columns of a user's table as one matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.data.ambiguous_columns import ColumnError
from snnbench.data.cells import Cells
from snnbench.data.columns import Column, EmptyColumn, feature, numeric
from snnbench.data.declared import Columns
from snnbench.data.errors import DataError
from snnbench.data.precision import loses_digits, note_on_precision
from snnbench.data.row_numbers import UNNAMED

MAX_VALUES = 2**28
"""Rows times columns of the prepared features: 1 GiB in float32."""


def feature_matrix(
    table: pd.DataFrame, choices: Columns, where: str, empty_left_out: bool = False
) -> tuple[np.ndarray, tuple[int, ...], list[str]]:
    """Return features as a Task holds them before they are prepared.

    Parameters
    ----------
    table : DataFrame, shape (n, d)
        Of float64, or of text with missing values empty; its index, called ``line`` or ``row``, names rows in messages.
    choices : Columns
        What is said about the columns.
    where : str
        The file or address, for error messages.
    empty_left_out : bool
        Leave out columns without any value, with a note, rather than refuse them.

    Returns
    -------
    X : ndarray of float32, shape (n, d)
        NaN where a value is missing, codes 0, 1, ... of categories. Of float64 where float32 would lose digits that
        matter once a column is centred.
    categories : tuple of int
        Per column the number of categories, 0 for numbers.
    notes : list of str

    Raises
    ------
    DataError
        Listing what is wrong with every column, and what to write.
    """
    empty = [str(name) for name in table if _is_empty(table[name], choices)] if empty_left_out else []
    notes = [_note_on_empty(empty)] if empty else []
    if len(empty) == table.shape[1]:
        raise DataError(f"{where}: no feature column has a value in any row")
    columns = feature_columns(table.drop(columns=empty), choices, where)
    _refuse_too_wide(columns, len(table), where)
    numbers = {name: column.numbers for name, column in columns.items() if column.categories == 0}
    notes += filter(None, (column.note for column in columns.values()))
    notes += filter(None, (note_on_precision(name, values) for name, values in numbers.items()))
    X = np.column_stack([column.numbers for column in columns.values()])
    if not any(map(loses_digits, numbers.values())):
        X = X.astype(np.float32)
    return X, tuple(column.categories for column in columns.values()), notes


def feature_columns(table: pd.DataFrame, choices: Columns, where: str, whole: bool = True) -> dict[str, Column]:
    """Return the features by name; parameters and errors are those of :func:`feature_matrix`.

    With ``whole=False`` the table is only the beginning of a file, and nothing is refused that further rows may change.
    """
    columns: dict[str, Column] = {}
    problems: list[str] = []
    empty: list[str] = []
    for name in map(str, table.columns):
        try:
            _require_name(name, choices)
            if pd.api.types.is_float_dtype(table[name]) and name not in choices.categorical:
                columns[name] = numeric(table[name], choices.missing)
            else:
                cells = Cells.of(table[name], choices.missing, choices.decimal)
                columns[name] = feature(cells, choices, whole)
        except ColumnError as error:
            problems.append(str(error))
        except EmptyColumn:
            empty.append(name)
    if empty and whole:
        ignore = ", ".join(name or "''" for name in empty)
        problems.append(f"column '{empty[0]}' has no value in any row; leave it out: source.ignore: [{ignore}]")
    if problems:
        raise DataError("\n  ".join([f"{where}: {problems[0]}", *problems[1:]]))
    return columns


def _is_empty(column: pd.Series, choices: Columns) -> bool:
    return not Cells.of(column, choices.missing, choices.decimal).distinct


def _note_on_empty(names: list[str]) -> str:
    listed = ", ".join(repr(name) for name in names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    one = len(names) == 1
    return (
        f"column{'' if one else 's'} {listed} {'has' if one else 'have'} no value in any row and "
        f"{'was' if one else 'were'} left out"
    )


def _require_name(name: str, choices: Columns) -> None:
    if UNNAMED.fullmatch(name) and name not in (*choices.categorical, *choices.ordinal):
        raise ColumnError(
            f"a column is called '{name}'; name it in the first line if it is a feature, or source.ignore: ['{name}']"
        )


def _refuse_too_wide(columns: dict[str, Column], rows: int, where: str) -> None:
    width = sum(max(1, column.categories) for column in columns.values())
    if rows * width > MAX_VALUES:
        widest = sorted(columns, key=lambda name: -columns[name].categories)[:3]
        raise DataError(
            f"{where}: {rows} rows of {width} columns are more than the {MAX_VALUES:,} values that fit; most "
            f"categories are in {', '.join(f'{name} ({columns[name].categories})' for name in widest)}: source.ignore "
            "or source.ordinal"
        )
