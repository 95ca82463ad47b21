"""The UCI archive of Fernandez-Delgado et al. 2014: 121 tasks with their partitions."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from snnbench.data.archives import extract_tar, tar_names
from snnbench.data.catalog import CatalogEntry
from snnbench.data.download import RemoteFile, fetch
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.features import standardized
from snnbench.data.splits import split_with_validation
from snnbench.data.task import Task
from snnbench.randomness import numpy_generator, seed_of

ARCHIVE = RemoteFile(
    suite="uci",
    filename="data.tar.gz",
    url="http://persoal.citius.usc.es/manuel.fernandez.delgado/papers/jmlr/data.tar.gz",
    sha256="7b949fb02b6825609eeff075c5b35cd1e566c6e2a88b119791374ec5f2c97cf4",
    # Mirrors hold a smaller repackaged file; the official file's hash is unknown here, so what is read from it is
    # checked against the catalog, task by task.
    official_sha256="",
)
FOLDS = 4
"""Test folds of the archive, where it has no test file."""
Scaling = Literal["corrected", "as_published"]


def load_uci(entry: CatalogEntry, scaling: Scaling, seed: int, data_dir: Path, mirrors: Sequence[str]) -> Task:
    """Read one task of the archive.

    The test set is the predefined file where there is one; otherwise there are four splits, one per test fold of
    ``conxuntos_kfold.dat``, of which the paper used the first. 15 % of the other rows are validation rows.

    Parameters
    ----------
    entry : CatalogEntry
    scaling : {"corrected", "as_published"}
        ``corrected`` undoes the archive's scaling per file and standardises on the training rows.
    seed : int
        Of the validation rows.
    data_dir : Path
    mirrors : sequence of str

    Raises
    ------
    TaskUnavailable
        If the archive has no such task.
    FetchError
        If no place delivers the archive.
    DataError
        If the archive is damaged, or the task is not as the catalog says.
    """
    archive = fetch(ARCHIVE, data_dir, mirrors, check=tar_names)
    stamp = archive.stat()
    folder = extract_tar(archive, archive.parent / f"extracted-{stamp.st_size}-{stamp.st_mtime_ns}", suffixes=(".dat",))
    folder = folder / "data" / entry.name
    has_test = entry.test_rows > 0
    files = [f"{entry.name}_{part}R.dat" for part in (("train_", "test_") if has_test else ("",))]
    for file in files:
        if not (folder / file).is_file():
            raise TaskUnavailable(entry.name, f"the archive {archive} has no {file}. {entry.note}".strip())
    parts = [_read(folder / file) for file in files]
    for part, file, counts in zip(parts, files, (entry.class_counts, entry.test_class_counts), strict=False):
        _check(part, folder / file, entry, counts)
    y = np.concatenate([part[:, -1] for part in parts]).astype(np.int64)
    first_rows = len(parts[0])
    if has_test:
        folds = [(np.arange(first_rows), np.arange(first_rows, len(y)))]
    else:
        folds = _folds(folder / "conxuntos_kfold.dat", first_rows)
    splits = [
        # The first fold's stream has no number, so that the paper's protocol keeps its rows.
        split_with_validation(y, *fold, numpy_generator(seed, "validation", entry.name, *([i] if i else [])))
        for i, fold in enumerate(folds)
    ]
    values = [part[:, :-1] for part in parts]
    if scaling == "corrected":
        if has_test:
            values = _on_one_scale(entry.name, values)
        X = standardized(np.concatenate(values), splits[0].train)
    else:
        X = np.concatenate(values).astype(np.float32)
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=X,
        y=y,
        splits=splits,
        metric="accuracy",
        classes=tuple(map(str, range(entry.classes))),
        standardized=scaling == "corrected",
        redraw_seed=seed_of(seed, "validation rows of repeats", entry.name),
        notes=(entry.note,) if entry.note else (),
    )


def _read(path: Path) -> np.ndarray:
    """Return the values of a ``*_R.dat`` file, the class last, without its column of row numbers."""
    try:
        table = pd.read_csv(path, sep="\t", index_col=0, dtype=np.float64)
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(f"{path} is not a table of numbers: {error}") from error
    return table.to_numpy()


def _check(part: np.ndarray, path: Path, entry: CatalogEntry, counts: tuple[int, ...]) -> None:
    """Refuse what differs from the catalog."""
    codes = part[:, -1]
    valid = codes[(codes >= 0) & (codes < 1000)].astype(int)
    found = np.bincount(valid, minlength=entry.classes)
    differences = [
        f"{what} {is_} instead of {should}"
        for what, is_, should in [
            ("rows", len(part), sum(counts)),
            ("features", part.shape[1] - 1, entry.features),
            ("rows per class", "/".join(map(str, found)), "/".join(map(str, counts))),
            ("missing or infinite values", int((~np.isfinite(part)).sum()), 0),
        ]
        if is_ != should
    ]
    if differences:
        raise DataError(f"{path} is not the task '{entry.name}' of the catalog: {'; '.join(differences)}")


def _folds(path: Path, rows: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the 0-based training and test rows of the four folds, a pair of lines each.

    The test sets are independent draws and overlap.
    """
    lines = [np.array(line.split(), dtype=np.int64) for line in path.read_text(encoding="ascii").splitlines() if line]
    if len(lines) != 2 * FOLDS:
        raise DataError(
            f"{path} has {len(lines)} lines instead of {2 * FOLDS}: training and test rows of {FOLDS} folds"
        )
    folds = list(zip(lines[::2], lines[1::2], strict=True))
    for i, fold in enumerate(folds):
        if not np.array_equal(np.sort(np.concatenate(fold)), np.arange(rows)):
            raise DataError(
                f"{path}: lines {2 * i + 1} and {2 * i + 2} must hold each of the rows 0 to {rows - 1} once"
            )
    return folds


@cache
def _two_file_scaling() -> dict[str, list[dict[str, str]]]:
    path = resources.files("snnbench.data") / "constants" / "two_file_scaling.csv"
    per_task: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        per_task.setdefault(row["name"], []).append(row)
    return per_task


def _on_one_scale(name: str, values: list[np.ndarray]) -> list[np.ndarray]:
    """Bring training and test file back to the units of the raw data: ``value * scale + offset``."""
    columns = _two_file_scaling()[name]
    restored = []
    for part, file in zip(values, ("train", "test"), strict=True):
        scale = np.array([float(column[f"{file}_scale"]) for column in columns])
        offset = np.array([float(column[f"{file}_offset"]) for column in columns])
        restored.append(part * scale + offset)
    return restored
