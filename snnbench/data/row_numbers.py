"""Columns that number the rows, such as the index that pandas writes."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from snnbench.data.declared import Columns

UNNAMED = re.compile(r"\s*|Unnamed: \d+")
"""How ``DataFrame.to_csv``, and a ``read_csv`` of what it wrote, name the index."""
CHECKED_FROM_ROWS = 20
"""In fewer rows, a named column may count from 1 by chance."""


def without_row_numbers(table: pd.DataFrame, choices: Columns) -> tuple[pd.DataFrame, list[str]]:
    """Leave out an unnamed first column that numbers the rows.

    Parameters
    ----------
    table : DataFrame, shape (n, d)
        All rows of the source.
    choices : Columns
        Columns that it calls categorical or ordinal are left alone.

    Returns
    -------
    DataFrame
    list of str
        Notes on what was left out, and on other columns that number the rows.
    """
    notes = []
    for name in table.columns:
        if name in (*choices.categorical, *choices.ordinal) or not _numbers_rows(table[name]):
            continue
        if name == table.columns[0] and UNNAMED.fullmatch(name):
            table = table.drop(columns=[name])
            notes.append("the unnamed first column numbers the rows and was left out")
        elif len(table) >= CHECKED_FROM_ROWS:
            notes.append(f"column '{name}' numbers the rows; source.ignore: ['{name}'] if it says nothing else")
    return table, notes


def _numbers_rows(column: pd.Series) -> bool:
    """Whether a column holds 0, 1, 2, ... or 1, 2, 3, ..."""
    first = column.iloc[0]
    if str(first) not in ("0", "1", "0.0", "1.0"):
        return False
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.array_equal(numbers, np.arange(len(column)) + float(first))
