"""Cells that stand for a missing value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from snnbench.data.spelling import number


class MissingMarks:
    """What a user's ``missing`` means: a number in every spelling, any other text as it is written.

    Parameters
    ----------
    entries : sequence of str
        Surrounding white space does not matter.
    decimal : {".", ","}
        Of the cells. An entry may have a point all the same, as numbers of a config do.
    """

    def __init__(self, entries: Sequence[str], decimal: str = ".") -> None:
        self._decimal = decimal
        self._values = {entry: self._value(entry) for entry in entries}
        self._texts = {"", *(entry.strip() for entry in entries)}
        self.numbers = [value for value in self._values.values() if not np.isnan(value)]

    def _value(self, entry: str) -> float:
        value = number(entry, self._decimal)
        return number(entry) if np.isnan(value) else value

    def include(self, text: str) -> bool:
        """Whether a cell with this text is missing; an empty one always is."""
        return text.strip() in self._texts or (bool(self.numbers) and number(text, self._decimal) in self.numbers)

    def in_no_cell(self, table: pd.DataFrame) -> list[str]:
        """Return the entries that no cell of a table spells, in their order."""
        unseen = {entry: value for entry, value in self._values.items() if entry.strip()}
        for name in table:
            if not unseen:
                break
            cells = pd.unique(table[name].dropna())
            if pd.api.types.is_float_dtype(table[name]):
                texts, numbers = set(), set(cells.tolist())
            else:
                texts = {str(cell).strip() for cell in cells}
                numbers = {value for text in texts if not np.isnan(value := number(text, self._decimal))}
            unseen = {
                entry: value for entry, value in unseen.items() if entry.strip() not in texts and value not in numbers
            }
        return list(unseen)
