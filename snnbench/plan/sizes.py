"""How large tasks are, known before any is read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.data.catalog import CatalogEntry, catalog
from snnbench.data.declared import CsvSource, SplitRule

TOX21_FEATURES, TOX21_FOLDS = 526, 5
"""Columns of Tox21 with its default features, and the challenge winners' folds."""


class TaskSize(NamedTuple):
    """What a plan needs to know of a task."""

    name: str
    suite: str
    rows: int
    """Training, validation and test rows together."""
    features: int
    classes: int
    """Or assays."""
    splits: int = 1
    """That the task has; the config decides which are used."""
    test_share: float = 0.25
    """Of the rows, on each split."""

    @property
    def split_rows(self) -> tuple[int, int, int]:
        """Training, validation and test rows of a split; 15 % of the first two validate, or a ninth of HTRU2's."""
        test = max(1, round(self.rows * self.test_share))
        validation = max(1, round((1 / 9 if self.suite == "htru2" else 0.15) * (self.rows - test)))
        return max(1, self.rows - test - validation), validation, test

    def coarse(self) -> TaskSize:
        """Round features and classes up to powers of two, so that a planner counts for few sizes."""
        up = {key: 1 << (getattr(self, key) - 1).bit_length() for key in ("features", "classes")}
        return self._replace(**up)


def size_of(name: str, config: Config, look: bool = True) -> TaskSize:
    """Return the size of one of the config's tasks.

    Of a user's local CSV file it is estimated, with two classes. What comes from elsewhere counts as 1,000 rows of 20
    features; without ``look`` all data sets of a user do, so that their size is the same on every machine.
    """
    if name in catalog():
        size = size_of_entry(catalog()[name])
        return size._replace(splits=TOX21_FOLDS) if name == "tox21" and config.tox21.validation == "folds" else size
    dataset = config.datasets_by_name[name]
    rule, source = dataset.split or SplitRule(), dataset.source
    rows, features = 1000, 20
    if look and isinstance(source, CsvSource) and Path(source.csv).is_file():
        rows, features = _csv_size(Path(source.csv), source.separator)
    return TaskSize(name, "user", rows, features, 2, rule.folds or 1, rule.test_fraction or 1 / (rule.folds or 4))


def is_refitted(task: TaskSize, config: Config) -> bool:
    """Whether the chosen setting of a task is trained again on the rows of all its splits."""
    return task.name == "tox21" and config.tox21.refit


def scored_splits_of(task: TaskSize, config: Config) -> list[int]:
    """Return the numbers of the splits that a task has results on; see :meth:`Config.scored_splits_of`."""
    return config.scored_splits_of(task.suite, task.rows, task.splits, is_refitted(task, config))


def size_of_entry(entry: CatalogEntry) -> TaskSize:
    """Return the size of a task of the catalog."""
    share = entry.test_rows / entry.rows if entry.test_rows else 1 / max(entry.splits, 4)
    features = entry.features or TOX21_FEATURES
    return TaskSize(entry.name, entry.suite, entry.rows, features, entry.classes, entry.splits, share)


def _csv_size(path: Path, separator: str) -> tuple[int, int]:
    """Return the rows and features of a table, estimated from its first 64 kB."""
    with path.open("rb") as file:
        lines = file.read(2**16).splitlines(keepends=True) or [b""]
    header = next(csv.reader([lines[0].decode("utf-8", "replace")], delimiter=separator), [])
    per_line = max(1.0, sum(map(len, lines)) / len(lines))
    return max(10, round(path.stat().st_size / per_line) - 1), max(1, len(header) - 1)
