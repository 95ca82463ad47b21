"""What there is to say about a user's file before anything runs."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from snnbench.data.csv_file import is_address, path_of
from snnbench.data.declared import CsvSource, Dataset, SplitRule
from snnbench.data.declared_splits import refuse_parts
from snnbench.data.errors import DataError
from snnbench.data.feature_matrix import feature_columns
from snnbench.data.row_numbers import without_row_numbers
from snnbench.data.table import labels_of, refuse_auc, require_columns, task_from_table
from snnbench.data.target import continuous
from snnbench.data.text_table import read_text_table

SAMPLE_ROWS = 2000
"""Rows that are read first; the rest of a longer file is read only if something in them looks wrong."""


class Checked(NamedTuple):
    """What was found in a file.

    Attributes
    ----------
    problems : list of str
        Errors that loading the task would raise; empty if none are in sight.
    notes : list of str
        What a reader of the results should know; of a file that was read to its end.
    """

    problems: list[str]
    notes: list[str]


def checked(dataset: Dataset, seed: int = 0) -> Checked:
    """Open a local CSV file and return what is wrong with it, and what its owner should know.

    Parameters
    ----------
    dataset : Dataset
        Only a local CSV file is looked at.
    seed : int
        Of the splits.
    """
    source = dataset.source
    if not isinstance(source, CsvSource) or is_address(source.csv):
        return Checked([], [])
    try:
        path = path_of(source)
        table = read_text_table(path, source.separator, source.csv, max_rows=SAMPLE_ROWS + 1)
        if len(table) <= SAMPLE_ROWS:
            return Checked([], _notes(table, source, dataset, seed))
        _refuse_for_certain(table, source, dataset)
        return Checked([], _notes_if_suspect(path, table, source, dataset, seed))
    except DataError as error:
        return Checked([str(error)], [])


def _notes(table: pd.DataFrame, source: CsvSource, dataset: Dataset, seed: int) -> list[str]:
    """Return the notes on a whole table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes are warnings too
        return list(task_from_table(table, source.target, source, dataset, seed, source.csv).notes)


def _refuse_for_certain(beginning: pd.DataFrame, source: CsvSource, dataset: Dataset) -> None:
    """Raise a DataError for what no further row can mend."""
    rule = dataset.split or SplitRule()
    require_columns(beginning, source, source.target, rule, source.csv)
    labels = labels_of(beginning, source.target, source)
    if dataset.metric == "auc":
        refuse_auc(max(2, len(labels.distinct)), source.target, source.csv)
    if rule.column is not None:
        refuse_parts(beginning[rule.column][labels.codes >= 0], source.csv)


def _notes_if_suspect(path: Path, beginning: pd.DataFrame, source: CsvSource, dataset: Dataset, seed: int) -> list[str]:
    """Look at the beginning of a table, and at the rest if that looks wrong, since the rest may change it.

    A column that begins with dates and goes on with words is a category, and rows sorted by class begin with one class.
    """
    rule = dataset.split or SplitRule()
    left_out = {source.target, rule.column, *source.ignore}
    features, _ = without_row_numbers(beginning[[name for name in beginning if name not in left_out]], source)
    labels = labels_of(beginning, source.target, source)
    suspect = features.shape[1] == 0 or (source.classes != "as_is" and continuous(labels, source.decimal) != "")
    try:
        feature_columns(features, source, source.csv, whole=False)
    except DataError:
        suspect = True
    if not suspect:
        return []
    return _notes(read_text_table(path, source.separator, source.csv), source, dataset, seed)
