"""Text columns that are probably something else, so that their owner has to say what they are."""

from __future__ import annotations

import re

import numpy as np

from snnbench.data.cells import Cells
from snnbench.data.spelling import is_date, is_marked_number, may_separate_thousands, number

NEARLY_ALL = 0.9
"""If at least this share of a column's cells looks alike, the others are taken for mistakes."""
FEW_DISTINCT = 20
"""A text column with at most this many distinct values is a category, however few rows there are."""


MIN_MARKED = 5
"""Fewer numbers may all have three decimals by chance."""
_BELOW_1000 = re.compile(r"\s*[+-]?\d{1,3}\s*", re.ASCII)


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
    texts = [text for text, word in zip(cells.distinct, words, strict=True) if word]
    with_other_mark = cells.share(lambda text: not np.isnan(number(text, other)))
    share_of_numbers = cells.counts[~words].sum() / cells.present
    if with_other_mark >= NEARLY_ALL and with_other_mark > share_of_numbers:
        marked = [text.strip() for text in texts if other in text]
        if not all(map(may_separate_thousands, marked)):
            raise ColumnError(
                f"column '{name}' holds numbers with the decimal mark '{other}' ({first}); source.decimal: '{other}'"
            )
        if all(text.count(other) == 1 for text in marked):
            raise ColumnError(
                f"column '{name}' holds separated thousands, or numbers with the decimal mark '{other}' and three "
                f"decimals ({first}): write plain numbers if they are thousands, source.decimal: '{other}' if they are "
                f"decimals, or {otherwise}"
            )
    if all(is_marked_number(text) and not _may_have_decimals(text, other) for text in texts):
        raise _marked_numbers(name, first, otherwise)
    if share_of_numbers >= NEARLY_ALL or (~words).sum() > FEW_DISTINCT:
        frequent = np.flatnonzero(words)[np.argsort(-cells.counts[words], kind="stable")][:3]
        raise ColumnError(
            f"column '{name}' is numbers except for {cells.counts[words].sum()} of {cells.present} cells ({first}); "
            f"source.missing: {[cells.distinct[i] for i in frequent]} if they are missing values, {otherwise}"
        )
    if cells.share(is_date) >= NEARLY_ALL:
        raise ColumnError(f"column '{name}' holds dates or times ({first}); write them as numbers, or {otherwise}")
    if cells.share(is_marked_number) >= NEARLY_ALL:
        raise _marked_numbers(name, first, otherwise)


def note_on_thousands(cells: Cells, decimal: str) -> str:
    """Return a note if a column of numbers looks like one of whole numbers with separated thousands.

    It does where every number with a decimal mark has three decimals, and some numbers below 1,000 have no mark.
    Decimals that were rounded to three are either written with all three, or a tenth of them with fewer.

    Parameters
    ----------
    cells : Cells
        All of which are numbers.
    decimal : {".", ","}
        How they were read.
    """
    marked = [i for i, text in enumerate(cells.distinct) if decimal in text]
    if len(marked) < MIN_MARKED or len(marked) == len(cells.distinct):
        return ""
    if not all(may_separate_thousands(t) if decimal in t else _BELOW_1000.fullmatch(t) for t in cells.distinct):
        return ""
    return (
        f"column '{cells.name}' has either three decimals or none, {cells.example(marked[0])} among them, as separated "
        "thousands have; write plain numbers if that is what they are"
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


def _may_have_decimals(text: str, mark: str) -> bool:
    return not (np.isnan(number(text, mark)) or may_separate_thousands(text))


def _marked_numbers(name: str, first: str, otherwise: str) -> ColumnError:
    return ColumnError(
        f"column '{name}' holds numbers with signs or separated thousands ({first}); write plain numbers, or "
        f"{otherwise}"
    )
