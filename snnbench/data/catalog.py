"""The tasks this project knows, and what each must look like when it is read."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

SUITES = ("uci", "htru2", "tox21", "sklearn", "user")
"""Names that stand for all their tasks in a config; ``user`` for the data sets the config declares."""

OPENML_IMAGES = {"mnist": 554, "cifar-10": 40927}
"""Ids at OpenML of the data sets of the paper's Figure 1."""


@dataclass(frozen=True)
class CatalogEntry:
    """One known task.

    Attributes
    ----------
    name, suite : str
    rows : int
        All rows; those of a test file included.
    features : int or None
        None where it depends on how features are computed.
    classes : int
        Classes, or assays.
    test_rows : int
        Rows of the predefined test file, 0 without one.
    class_counts, test_class_counts : tuple of int
        Rows of each class in the single or training file, and in the test file.
    source : str
    note : str
        What a reader of the results should know.
    """

    name: str
    suite: str
    rows: int
    features: int | None
    classes: int
    test_rows: int
    class_counts: tuple[int, ...]
    test_class_counts: tuple[int, ...]
    source: str
    note: str

    @property
    def splits(self) -> int:
        """How many splits the task has: the archive's four folds (one with a test file), HTRU2's ten."""
        if self.suite == "uci":
            return 1 if self.test_rows else 4
        return 10 if self.suite == "htru2" else 1


@cache
def catalog() -> dict[str, CatalogEntry]:
    """Return all known tasks by name, in the order of their suites."""

    def counts(text: str) -> tuple[int, ...]:
        return tuple(map(int, text.split("/"))) if text else ()

    path = resources.files("snnbench.data") / "constants" / "catalog.csv"
    entries = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        entries[row["name"]] = CatalogEntry(
            name=row["name"],
            suite=row["suite"],
            rows=int(row["rows"]),
            features=int(row["features"]) if row["features"] else None,
            classes=int(row["classes"]),
            test_rows=int(row["test_rows"]),
            class_counts=counts(row["class_counts"]),
            test_class_counts=counts(row["test_class_counts"]),
            source=row["source"],
            note=row["note"],
        )
    return entries


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint at the name that was probably meant, or at all of them if there are few."""
    names = sorted(names)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"valid are {', '.join(names)}" if len(names) <= 40 else "`snnbench tasks` lists the valid names"
