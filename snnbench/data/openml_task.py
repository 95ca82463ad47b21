"""A classification task of openml.org: a data set with its own target and splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from snnbench.data.arff_file import read_arff
from snnbench.data.declared import Dataset, OpenMLTaskSource
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.openml_files import openml_file, read_openml_task
from snnbench.data.openml_set import openml_table, with_description
from snnbench.data.table import task_from_table
from snnbench.data.task import Task


def load_openml_task(declared: Dataset, seed: int, data_dir: Path, mirrors: Sequence[str] = ()) -> Task:
    """Read a task by its OpenML id: the folds of its first repeat, with validation rows drawn from the training rows.

    A mirror folder has ``openml/tasks/<id>/task.xml`` and ``datasplits.arff`` next to the data set's own files.

    Raises
    ------
    TaskUnavailable
        If the task, its splits or its data set are neither cached nor reachable.
    DataError
        If one of them is damaged, or cannot serve as a task here.
    """
    source = declared.source
    assert isinstance(source, OpenMLTaskSource)
    where = f"OpenML task {source.openml_task}"
    try:
        task = read_openml_task(source.openml_task, data_dir, mirrors)
        name = f"tasks/{source.openml_task}/datasplits.arff"
        what = f"the table of splits of {where}"
        assigned, _ = openml_file(
            name, task.splits_url, what, data_dir, mirrors, lambda path: read_arff(path, where), max_megabytes=4000
        )
    except FetchError as error:
        raise TaskUnavailable(declared.name, str(error)) from error
    table, nominal, description = openml_table(task.dataset, declared.name, data_dir, mirrors)
    folds, repeats = folds_of(assigned, len(table), f"{where}: {data_dir / 'openml' / name}")
    choices = with_description(source, task.target, table, nominal, description)
    read = task_from_table(table, task.target, choices, declared, seed, where, folds)
    of_repeats = f", the first of {repeats} repeats" if repeats > 1 else ""
    return replace(read, notes=(f"the {len(folds)} folds of {where}{of_repeats}", *read.notes))


def folds_of(assigned: pd.DataFrame, rows: int, where: str) -> tuple[list[tuple[np.ndarray, np.ndarray]], int]:
    """Return training and test rows of each fold of the first repeat, and the number of repeats.

    Parameters
    ----------
    assigned : DataFrame
        Columns ``type`` (TRAIN or TEST), ``rowid`` (from 0), ``repeat`` and ``fold``.
    rows : int
        Of the data set.
    where : str
        The task and file, for error messages.

    Raises
    ------
    DataError
        If a column is absent, or a fold's rows are not those of the data set, each at most once.
    """
    absent = {"type", "rowid", "repeat", "fold"} - set(assigned.columns)
    if absent:
        raise DataError(f"{where} has no column '{min(absent)}'")
    folds = []
    for fold, part in assigned[assigned["repeat"] == 0].groupby("fold"):
        ids = part["rowid"].to_numpy()
        if len(np.unique(ids)) < len(ids) or not np.isin(ids, np.arange(rows)).all():
            raise DataError(f"{where}: the rows of fold {fold:g} are not rows 0 to {rows - 1}, each at most once")
        training, test = (np.sort(ids[part["type"] == kind]).astype(np.int64) for kind in ("TRAIN", "TEST"))
        if len(training) < 2 or not len(test):
            raise DataError(f"{where}: fold {fold:g} has {len(training)} training and {len(test)} test rows")
        folds.append((training, test))
    if not folds:
        raise DataError(f"{where} has no fold of repeat 0")
    return folds, assigned["repeat"].nunique()
