"""How large tasks are, known before any is read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.data.catalog import CatalogEntry, catalog
from snnbench.data.declared import CsvSource, SplitRule

TOX21_FEATURES = 526
"""Columns of Tox21 with its default features, in ``results/reference/quick/tasks.csv``."""
SAMPLE_BYTES = 65_536
"""Of a user's file, from which its rows are estimated."""


class TaskSize(NamedTuple):
    """What a forecast needs to know of a task.

    Attributes
    ----------
    name, suite : str
    rows : int
        Training, validation and test rows together.
    features, classes : int
        Classes, or assays.
    splits : int
        That the task has; the config decides which are used.
    test_share : float
        Of the rows, on each split.
    known : bool
        False where rows, features and classes are assumed.
    """

    name: str
    suite: str
    rows: int
    features: int
    classes: int
    splits: int = 1
    test_share: float = 0.25
    known: bool = True

    @property
    def test_rows(self) -> int:
        """Test rows of a split."""
        return max(1, round(self.rows * self.test_share))

    @property
    def validation_rows(self) -> int:
        """Validation rows of a split: 15 % of the rest, or one of HTRU2's ten parts."""
        share = 1 / 9 if self.suite == "htru2" else 0.15
        return max(1, round(share * (self.rows - self.test_rows)))

    @property
    def train_rows(self) -> int:
        """Training rows of a split."""
        return max(1, self.rows - self.test_rows - self.validation_rows)


def size_of(name: str, config: Config) -> TaskSize:
    """Return the size of one of the config's tasks.

    A user's local CSV file is sampled; what comes from elsewhere counts as 1,000 rows of 20 features in 2 classes.
    """
    if name in catalog():
        return size_of_entry(catalog()[name])
    dataset = config.datasets_by_name[name]
    rule = dataset.split or SplitRule()
    splits, share = rule.folds or 1, rule.test_fraction or 1 / (rule.folds or 4)
    source = dataset.source
    known = isinstance(source, CsvSource) and Path(source.csv).is_file()
    rows, features = 1000, 20
    if isinstance(source, CsvSource) and known:
        rows, features = _csv_size(Path(source.csv), source.separator)
    return TaskSize(name, "user", rows, features, 2, splits, share, known)


def nominal_size(name: str, config: Config) -> TaskSize:
    """Return the size of one of the config's tasks without reading any file, the same on every machine.

    Every data set of a user counts as 1,000 rows of 20 features in 2 classes.
    """
    if name in catalog():
        return size_of_entry(catalog()[name])
    return TaskSize(name, "user", 1000, 20, 2, known=False)


def size_of_entry(entry: CatalogEntry) -> TaskSize:
    """Return the size of a task of the catalog."""
    share = entry.test_rows / entry.rows if entry.test_rows else 1 / max(entry.splits, 4)
    features = entry.features or TOX21_FEATURES
    return TaskSize(entry.name, entry.suite, entry.rows, features, entry.classes, entry.splits, share)


def _csv_size(path: Path, separator: str) -> tuple[int, int]:
    """Return the rows and features of a table, estimated from its first lines."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    lines = sample.decode("utf-8", "replace").splitlines() or [""]
    header = next(csv.reader([lines[0]], delimiter=separator[:1] or ","), [])
    per_line = len(sample) / max(1, len(lines))
    return max(10, round(path.stat().st_size / max(1.0, per_line)) - 1), max(1, len(header) - 1)
