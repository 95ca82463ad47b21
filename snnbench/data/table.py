"""From a user's table to a Task: target, features, splits, and what can be wrong with them."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from snnbench.data.cells import Cells
from snnbench.data.declared import Columns, CsvSource, Dataset, SplitRule
from snnbench.data.declared_splits import declared_splits, draws_validation, unseen_classes
from snnbench.data.errors import DataError
from snnbench.data.feature_matrix import feature_matrix
from snnbench.data.missing_marks import MissingMarks
from snnbench.data.row_numbers import without_row_numbers
from snnbench.data.splits import split_with_validation
from snnbench.data.target import class_codes, spelling_notes
from snnbench.data.task import Task
from snnbench.randomness import numpy_generator, seed_of
from snnbench.words import number_of


def task_from_table(
    table: pd.DataFrame,
    target: str,
    choices: Columns,
    declared: Dataset,
    seed: int,
    where: str,
    given_folds: list[tuple[np.ndarray, np.ndarray]] | None = None,
) -> Task:
    """Build the task of a user's data set.

    A column of numbers (or of texts that all spell numbers) is numeric; other texts, and what ``choices`` says, are
    categories. Rows without a target are left out, and that is noted. Missing values are imputed later, from the
    training rows of each split.

    Parameters
    ----------
    table : DataFrame
        Of float64, or of text with missing values empty; its index, called ``line`` or ``row``, names rows in messages.
    target : str
        Column of the classes.
    choices : Columns
        What is said about the columns, by the user or by the source.
    declared : Dataset
    seed : int
        Of the splits.
    where : str
        The file or address, for error messages.
    given_folds : list of (ndarray of int, ndarray of int), optional
        Training and test rows that the source brings; by default they are drawn as declared.

    Raises
    ------
    DataError
        Naming the file, the column or row, and what would be right.
    """
    rule = declared.split or SplitRule(test_fraction=0.25)
    require_columns(table, choices, target, rule, where)
    left_out = {target, *choices.ignore, *filter(None, [rule.column])}
    features, notes = without_row_numbers(table[[name for name in table if name not in left_out]], choices)
    if features.shape[1] == 0:
        raise DataError(f"{where}: no feature column is left next to target '{target}'")
    unused = MissingMarks(choices.missing, choices.decimal).in_no_cell(table)
    notes += [f"source.missing: '{entry}' is in no cell" for entry in unused]
    labels = labels_of(table, target, choices)
    absent = labels.codes < 0
    if absent.any():
        if given_folds is not None:
            rows = number_of(absent.sum(), "row has", "rows have")
            raise DataError(f"{where}: {rows} no target, so its own splits cannot be used")
        were = "was" if absent.sum() == 1 else "were"
        notes.append(f"{number_of(absent.sum(), 'row')} without a value in '{target}' {were} left out")
        table, features = table[~absent], features[~absent]
        labels = labels_of(table, target, choices)
    classes, y = class_codes(labels, where, choices.classes == "as_is", choices.decimal)
    if declared.metric == "auc":
        refuse_auc(len(classes), target, where)
    notes += spelling_notes(classes, choices.decimal)
    # OpenML's tables come as they are, by the hundred in a suite, so nobody is asked to list their empty columns.
    X, categories, of_features = feature_matrix(
        features, choices, where, empty_left_out=not isinstance(declared.source, CsvSource)
    )
    generator = numpy_generator(seed, "split", declared.name)
    if given_folds is None:
        splits = declared_splits(table, y, rule, generator, where)
    else:
        splits = [split_with_validation(y, *fold, generator) for fold in given_folds]
    redrawn = given_folds is not None or draws_validation(table, rule)
    notes += [*of_features, *unseen_classes(splits, y, classes)]
    task = Task(
        name=declared.name,
        suite="user",
        X=X,
        y=y,
        splits=splits,
        metric=declared.metric,
        classes=tuple(classes),
        categories=categories,
        finished=False,
        redraw_seed=seed_of(seed, "validation rows of repeats", declared.name) if redrawn else None,
    )
    notes += filter(None, (task.without_score(split) for split in range(len(splits))))
    for note in notes:
        warnings.warn(f"{where}: {note}", stacklevel=2)
    return replace(task, notes=tuple(notes))


def labels_of(table: pd.DataFrame, target: str, choices: Columns) -> Cells:
    """Return the target's cells."""
    return Cells.of(table[target], choices.missing, choices.decimal)


def refuse_auc(classes: int, target: str, where: str) -> None:
    """Raise a DataError unless there are two classes."""
    if classes != 2:
        raise DataError(f"{where}: metric auc needs 2 classes, target column '{target}' holds {classes}")


def require_columns(table: pd.DataFrame, choices: Columns, target: str, rule: SplitRule, where: str) -> None:
    """Raise a DataError that names the first column that is asked for but absent, and the config's key."""
    named = {
        "target": (target,),
        "categorical": choices.categorical,
        "ordinal": choices.ordinal,
        "ignore": choices.ignore,
        "split.column": filter(None, [rule.column]),
    }
    for key, names in named.items():
        absent = sorted(set(names) - set(table.columns))
        if absent:
            columns = ", ".join(repr(name) if name != name.strip() or not name else name for name in table.columns[:50])
            more = f" and {table.shape[1] - 50} more" if table.shape[1] > 50 else ""
            raise DataError(f"{where}: no column '{absent[0]}' (config key {key}); columns are {columns}{more}")
    used = {target, *filter(None, [rule.column])} & {*choices.categorical, *choices.ordinal, *choices.ignore}
    if used:
        raise DataError(f"{where}: column '{min(used)}' is the target or the split, so it cannot be a feature too")
