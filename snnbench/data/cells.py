"""A column of text cells: its distinct texts, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from snnbench.data.missing_marks import MissingMarks
from snnbench.data.spelling import number


@dataclass(frozen=True)
class Cells:
    """The cells of one column.

    Attributes
    ----------
    name : str
    distinct : list of str
        Texts that occur, in the order of their first row.
    codes : ndarray of int, shape (n,)
        Index into ``distinct``; -1 where the value is missing.
    rows : Index, shape (n,)
        What the rows are called in messages; its name is ``line`` or ``row``.
    """

    name: str
    distinct: list[str]
    codes: np.ndarray
    rows: pd.Index

    @staticmethod
    def of(column: pd.Series, missing: Sequence[str] = (), decimal: str = ".") -> Cells:
        """Read a column of text, or of numbers as Python writes them; NaN, empty cells and ``missing`` are missing."""
        codes, values = pd.factorize(column)
        marks = MissingMarks(missing, decimal)
        texts = list(map(str, values.tolist()))
        kept = [not marks.include(text) for text in texts]
        new_code = np.where(kept, np.cumsum(kept) - 1, -1)
        codes = np.where(codes < 0, -1, new_code[codes]) if texts else codes
        return Cells(
            str(column.name), [text for text, keep in zip(texts, kept, strict=True) if keep], codes, column.index
        )

    @cached_property
    def counts(self) -> np.ndarray:
        """Number of rows of each distinct text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.distinct))

    @property
    def present(self) -> int:
        """Number of cells that are not missing."""
        return int(self.counts.sum())

    def numbers(self, decimal: str = ".") -> np.ndarray:
        """Return the number that each distinct text spells, NaN for others, shape (distinct,)."""
        return np.array([number(text, decimal) for text in self.distinct])

    def share(self, looks: Callable[[str], bool]) -> float:
        """Return the share of the cells whose text is accepted by ``looks``, in [0, 1]."""
        chosen = np.array([looks(text) for text in self.distinct], dtype=bool)
        return float(self.counts[chosen].sum() / max(1, self.present))

    def example(self, code: int) -> str:
        """Return a distinct text with the first row that holds it."""
        row = self.rows[int(np.argmax(self.codes == code))]
        return f"'{_short(self.distinct[code])}' in {self.rows.name} {row}"

    def values_of(self, per_text: np.ndarray) -> np.ndarray:
        """Spread one value per distinct text over the rows, NaN where the cell is missing."""
        return np.append(np.asarray(per_text, dtype=np.float64), np.nan)[self.codes]

    def sorted_codes(self) -> tuple[list[str], np.ndarray]:
        """Return the distinct texts in sorted order, and each row's place in it (NaN for a missing cell)."""
        order = sorted(range(len(self.distinct)), key=self.distinct.__getitem__)
        place = np.empty(len(order))
        place[order] = np.arange(len(order))
        return [self.distinct[i] for i in order], self.values_of(place)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."
