"""The column that holds the class."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from snnbench.data.ambiguous_columns import NEARLY_ALL
from snnbench.data.cells import Cells
from snnbench.data.errors import DataError
from snnbench.data.spelling import number
from snnbench.words import number_of

CHECKED_FROM_ROWS = 20
"""With fewer rows, more than half of them may well have a class of their own."""


def class_codes(cells: Cells, where: str, as_is: bool, decimal: str = ".") -> tuple[list[str], np.ndarray]:
    """Return the classes, in the order of their spelling, and each row's index among them.

    Parameters
    ----------
    cells : Cells
        Without missing values.
    where : str
        The file or address, for error messages.
    as_is : bool
        Accept a target that looks continuous.
    decimal : {".", ","}

    Raises
    ------
    DataError
        If there are fewer than 2 classes, or the target looks continuous.
    """
    problem = "" if as_is else continuous(cells, decimal)
    if problem:
        raise DataError(f"{where}: {problem}")
    classes, codes = cells.sorted_codes()
    if len(classes) < 2:
        found = number_of(len(classes), "class", "classes")
        raise DataError(f"{where}: target column '{cells.name}' holds {found}; at least 2 are needed")
    return classes, codes.astype(np.int64)


def continuous(cells: Cells, decimal: str = ".") -> str:
    """Return why a target looks continuous, or an empty string.

    As for scikit-learn's ``type_of_target``, it does where one of its numbers is a fraction, or where more than half of
    the rows have a value of their own. Unlike there, a few texts among the numbers, such as ``?``, do not make it a
    target of classes, and fractions count with either decimal mark.

    Parameters
    ----------
    cells : Cells
    decimal : {".", ","}
    """
    insist = "put the values into bins, or write source.classes: as_is"
    numbers = cells.numbers(decimal)
    other = cells.numbers("," if decimal == "." else ".")
    numbers = np.where(np.isnan(numbers), other, numbers)
    words = np.isnan(numbers)
    fractions = np.flatnonzero(~words & (numbers != np.floor(numbers)))
    if len(fractions) and cells.counts[~words].sum() >= NEARLY_ALL * cells.present:
        marks = [cells.distinct[i] for i in np.flatnonzero(words)[np.argsort(-cells.counts[words], kind="stable")][:3]]
        but = f", or source.missing: {marks} if that stands for a missing value" if marks else ""
        return (
            f"target column '{cells.name}' is continuous: {number_of(int((~words).sum()), 'distinct number')}, "
            f"{cells.example(fractions[0])} among them. This is a benchmark of classification; {insist}{but}"
        )
    if cells.present > CHECKED_FROM_ROWS and len(cells.distinct) > cells.present / 2:
        return (
            f"target column '{cells.name}' has {len(cells.distinct):,} distinct values in {cells.present:,} rows, "
            f"{cells.example(0)} among them. Name a column of classes as the target; or {insist}"
        )
    return ""


def spelling_notes(classes: list[str], decimal: str = ".") -> list[str]:
    """Return a note per group of classes that differ only in case, white space, or the spelling of a number."""
    alike: dict[object, list[str]] = defaultdict(list)
    for label in classes:
        plain = " ".join(label.split()).casefold()
        value = number(plain, decimal)
        alike[plain if np.isnan(value) else value].append(label)
    return [
        f"classes {', '.join(map(repr, labels))} differ only in their spelling"
        for labels in alike.values()
        if len(labels) > 1
    ]
