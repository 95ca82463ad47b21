"""Text columns that are probably something else, so that their owner has to say what they are."""

from __future__ import annotations

import numpy as np

from snnbench.data.cells import Cells, is_date, is_marked_number, number

NEARLY_ALL = 0.9
"""Share of a column's cells that look alike from which the others are taken for mistakes."""
FEW_DISTINCT = 20
"""A text column with no more distinct values is a category, however few rows there are."""


class ColumnError(Exception):
    """What is wrong with a column, and what to write in the config."""


def refuse_mixture(cells: Cells, numbers: np.ndarray, decimal: str) -> None:
    """Refuse a column that is nearly all numbers, or dates.

    Parameters
    ----------
    cells : Cells
        Some of which are no numbers.
    numbers : ndarray of float64, shape (distinct,)
        NaN for those.
    decimal : {".", ","}
        How ``numbers`` were read.

    Raises
    ------
    ColumnError
    """
    name, words = cells.name, np.isnan(numbers)
    other = "," if decimal == "." else "."
    otherwise = f"source.ignore: ['{name}'], or source.categorical: ['{name}'] if it is a category"
    first = cells.example(int(np.argmax(words)))
    with_other_mark = cells.share(lambda text: not np.isnan(number(text, other)))
    share_of_numbers = cells.counts[~words].sum() / cells.present
    if with_other_mark >= NEARLY_ALL and with_other_mark > share_of_numbers:
        raise ColumnError(
            f"column '{name}' holds numbers with the decimal mark '{other}' ({first}); source.decimal: '{other}'"
        )
    if share_of_numbers >= NEARLY_ALL or (~words).sum() > FEW_DISTINCT:
        frequent = np.flatnonzero(words)[np.argsort(-cells.counts[words], kind="stable")][:3]
        raise ColumnError(
            f"column '{name}' is numbers except for {cells.counts[words].sum()} of {cells.present} cells ({first}); "
            f"source.missing: {[cells.distinct[i] for i in frequent]} if they are missing values, {otherwise}"
        )
    if cells.share(is_date) >= NEARLY_ALL:
        raise ColumnError(f"column '{name}' holds dates or times ({first}); write them as numbers, or {otherwise}")
    if cells.share(is_marked_number) >= NEARLY_ALL:
        raise ColumnError(
            f"column '{name}' holds numbers with signs or separated thousands ({first}); write plain numbers, or "
            f"{otherwise}"
        )


def refuse_distinct(cells: Cells) -> None:
    """Refuse a column of text whose cells are mostly distinct.

    Raises
    ------
    ColumnError
    """
    if len(cells.distinct) > max(FEW_DISTINCT, cells.present / 2):
        raise ColumnError(
            f"column '{cells.name}' has {len(cells.distinct)} distinct texts in {cells.present} cells, "
            f"{cells.example(0)} among them, as identifiers or free text have; source.ignore: ['{cells.name}'], or "
            f"source.categorical: ['{cells.name}'] if it is a category"
        )
