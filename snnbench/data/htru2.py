"""HTRU2: pulsar candidates of a radio survey (Lyon et al. 2016)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from snnbench.data.archives import read_zip_member
from snnbench.data.catalog import CatalogEntry
from snnbench.data.download import RemoteFile, fetch
from snnbench.data.errors import DataError
from snnbench.data.splits import nested_splits, stratified_folds
from snnbench.data.task import Task
from snnbench.randomness import numpy_generator

FOLDS = 10
ARCHIVE = RemoteFile(
    suite="htru2",
    filename="HTRU2.zip",
    url="https://archive.ics.uci.edu/ml/machine-learning-databases/00372/HTRU2.zip",
    sha256="86f4b87efae06761ab3af22bd1e17ccf4800154f9669469778a9bd7b74e76c82",
)


def load_htru2(entry: CatalogEntry, seed: int, data_dir: Path, mirrors: Sequence[str]) -> Task:
    """Read HTRU2 with ten seeded, stratified, nested folds (Table 3 of the paper); class 1 is a pulsar.

    Raises
    ------
    FetchError
        If no place delivers the archive.
    DataError
        If its content is not as the catalog says.
    """
    archive = fetch(ARCHIVE, data_dir, mirrors)
    table = pd.read_csv(io.BytesIO(read_zip_member(archive, "HTRU_2.csv")), header=None).to_numpy(np.float64)
    y = table[:, -1].astype(np.int64)
    found = (len(table), table.shape[1] - 1, tuple(np.bincount(y)))
    expected = (entry.rows, entry.features, entry.class_counts)
    if found != expected:
        raise DataError(f"{archive}: rows, features and rows per class are {found} instead of {expected}")
    folds = stratified_folds(y, FOLDS, numpy_generator(seed, "folds", entry.name))
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=table[:, :-1].astype(np.float32),
        y=y,
        splits=nested_splits(folds),
        metric="auc",
        classes=("noise", "pulsar"),
        finished=False,
    )
