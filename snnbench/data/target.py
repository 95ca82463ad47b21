"""The column that holds the class."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from snnbench.data.cells import Cells
from snnbench.data.errors import DataError

CHECKED_FROM_ROWS = 20
"""With fewer rows, more than half of them may well have a class of their own."""


def class_codes(cells: Cells, where: str, as_is: bool) -> tuple[list[str], np.ndarray]:
    """Return the classes, in the order of their spelling, and each row's index among them.

    Parameters
    ----------
    cells : Cells
        Without missing values.
    where : str
        The file or address, for error messages.
    as_is : bool
        Accept a target that looks continuous.

    Raises
    ------
    DataError
        If there are fewer than 2 classes, or the target looks continuous.
    """
    problem = "" if as_is else continuous(cells)
    if problem:
        raise DataError(f"{where}: {problem}")
    classes, codes = cells.sorted_codes()
    if len(classes) < 2:
        raise DataError(f"{where}: target column '{cells.name}' holds {len(classes)} class; at least 2 are needed")
    return classes, codes.astype(np.int64)


def continuous(cells: Cells) -> str:
    """Return why a target looks continuous, or an empty string.

    As for scikit-learn's ``type_of_target``, it does where all values are numbers and one is a fraction, or where more
    than half of the rows have a value of their own.
    """
    insist = "put the values into bins, or write source.classes: as_is"
    numbers = cells.numbers()
    fractions = np.flatnonzero(numbers != np.floor(numbers))
    if not np.isnan(numbers).any() and len(fractions):
        return (
            f"target column '{cells.name}' is continuous: {len(cells.distinct)} distinct numbers, "
            f"{cells.example(fractions[0])} among them. This is a benchmark of classification; {insist}"
        )
    if cells.present > CHECKED_FROM_ROWS and len(cells.distinct) > cells.present / 2:
        return (
            f"target column '{cells.name}' has {len(cells.distinct)} distinct values in {cells.present} rows, "
            f"{cells.example(0)} among them. Name a column of classes as the target; or {insist}"
        )
    return ""


def spelling_notes(classes: list[str]) -> list[str]:
    """Return a note per group of classes that differ only in case, white space, or the spelling of a number."""
    alike: dict[object, list[str]] = defaultdict(list)
    for label in classes:
        plain = " ".join(label.split()).casefold()
        try:
            alike[float(plain)].append(label)
        except ValueError:
            alike[plain].append(label)
    return [
        f"classes {', '.join(map(repr, labels))} differ only in their spelling"
        for labels in alike.values()
        if len(labels) > 1
    ]
