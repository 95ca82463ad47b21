"""What is wrong with a user's file, said before anything runs."""

from __future__ import annotations

import warnings

from snnbench.data.cells import Cells
from snnbench.data.csv_file import is_address, path_of
from snnbench.data.declared import CsvSource, Dataset, SplitRule
from snnbench.data.errors import DataError
from snnbench.data.feature_matrix import feature_columns
from snnbench.data.row_numbers import without_row_numbers
from snnbench.data.table import require_columns, task_from_table
from snnbench.data.target import continuous
from snnbench.data.text_table import read_text_table

SAMPLE_ROWS = 2000
"""Of a longer file only the beginning is read, and nothing is said that the rest may change."""


def dataset_problems(dataset: Dataset) -> list[str]:
    """Open a local CSV file and return what is wrong with it.

    Parameters
    ----------
    dataset : Dataset
        Data sets from elsewhere have no problems here.

    Returns
    -------
    list of str
        Errors that loading the task would raise; empty if none are in sight.
    """
    source = dataset.source
    if not isinstance(source, CsvSource) or is_address(source.csv):
        return []
    try:
        table = read_text_table(path_of(source), source.separator, source.csv, most_rows=SAMPLE_ROWS + 1)
        if len(table) <= SAMPLE_ROWS:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # notes are told when the task is loaded
                task_from_table(table, source.target, source, dataset, seed=0, where=source.csv)
            return []
        rule = dataset.split or SplitRule()
        require_columns(table, source, source.target, rule, source.csv)
        labels = Cells.of(table[source.target], source.missing)
        problem = "" if source.classes == "as_is" else continuous(labels)
        left_out = {source.target, rule.column, *source.ignore}
        features, _ = without_row_numbers(table[[name for name in table if name not in left_out]], source)
        feature_columns(features, source, source.csv, whole=False)
    except DataError as error:
        return [str(error)]
    return [f"{source.csv}: {problem}"] if problem else []
