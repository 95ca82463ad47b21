"""From a user's table to a Task: types, target, splits, and what can be wrong with them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from snnbench.data.declared import Dataset
from snnbench.data.errors import DataError
from snnbench.data.splits import held_out, nested_splits, split_with_validation, stratified_folds
from snnbench.data.task import Split, Task
from snnbench.randomness import numpy_generator, seed_of


def task_from_table(
    table: pd.DataFrame,
    target: str,
    categorical: set[str],
    ignore: set[str],
    declared: Dataset,
    seed: int,
    where: str,
) -> Task:
    """Build the task of a user's data set.

    Text columns and those in ``categorical`` are categories, the others numbers. Rows without a target are
    left out, and that is noted. Missing values are imputed later, from the training rows of each split.

    Parameters
    ----------
    table : DataFrame
        Missing values as NaN or None.
    target : str
        Column of the classes.
    categorical, ignore : set of str
        Columns.
    declared : Dataset
    seed : int
        Of the splits.
    where : str
        The file or address, for error messages.

    Raises
    ------
    DataError
        Naming the file, the column or row, and what would be right.
    """
    for named, key in [({target}, "target"), (categorical, "categorical"), (ignore, "ignore")]:
        _require_columns(table, named, key, where)
    if declared.split.column is not None:
        _require_columns(table, {declared.split.column}, "split.column", where)
    notes = []
    without_class = int(table[target].isna().sum())
    if without_class:
        notes.append(f"{without_class} rows without a value in '{target}' were left out")
        table = table[table[target].notna()]
    classes, y = np.unique(table[target].astype(str), return_inverse=True)
    if len(classes) < 2:
        raise DataError(f"{where}: target column '{target}' holds {len(classes)} class; at least 2 are needed")
    if declared.metric == "auc" and len(classes) != 2:
        raise DataError(f"{where}: metric auc needs 2 classes, target column '{target}' holds {len(classes)}")
    columns = table.drop(columns=[target, *ignore, *filter(None, [declared.split.column])])
    if columns.shape[1] == 0:
        raise DataError(f"{where}: no feature column is left beside target '{target}'")
    X, categories = _numbers_and_codes(columns, categorical, where)
    splits = _splits(table, y, declared, seed, where)
    for i, split in enumerate(splits):
        unseen = sorted(set(classes[y[np.concatenate(split[1:])]]) - set(classes[y[split.train]]))
        if unseen:
            notes.append(f"split {i}: no training row has the class {', '.join(unseen)}")
    for note in notes:
        warnings.warn(f"{where}: {note}", stacklevel=2)
    return Task(
        name=declared.name,
        suite="user",
        X=X,
        y=y.astype(np.int64),
        splits=splits,
        metric=declared.metric,
        classes=tuple(classes),
        categories=categories,
        finished=False,
        redraw_seed=seed_of(seed, "validation rows of repeats", declared.name)
        if _draws_validation(table, declared)
        else None,
        notes=tuple(notes),
    )


def _require_columns(table: pd.DataFrame, named: set[str], key: str, where: str) -> None:
    absent = sorted(named - set(table.columns))
    if absent:
        raise DataError(f"{where}: no column '{absent[0]}' (config key {key}); columns are {', '.join(table.columns)}")


def _numbers_and_codes(columns: pd.DataFrame, categorical: set[str], where: str) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return float32 values and the number of categories per column, 0 for numeric ones."""
    empty = [name for name in columns if columns[name].isna().all()]
    if empty:
        raise DataError(
            f"{where}: column '{empty[0]}' has no value in any row; leave it out: source.ignore: [{', '.join(empty)}]"
        )
    X = np.empty(columns.shape, dtype=np.float32)
    categories = []
    for i, name in enumerate(columns):
        column = columns[name]
        if name in categorical or not pd.api.types.is_numeric_dtype(column):
            codes, values = pd.factorize(column.astype("string"), sort=True)
            X[:, i] = np.where(codes < 0, np.nan, codes)
            categories.append(len(values))
            continue
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        infinite = np.flatnonzero(np.isinf(values) | (np.abs(values) > np.finfo(np.float32).max))
        if len(infinite):
            raise DataError(
                f"{where}: column '{name}' holds {values[infinite[0]]} in data row {infinite[0] + 1}; "
                "features must be finite (leave the cell empty if the value is missing)"
            )
        X[:, i] = values
        categories.append(0)
    return X, tuple(categories)


def _draws_validation(table: pd.DataFrame, declared: Dataset) -> bool:
    """Whether the validation rows are drawn by seed, rather than given by a column or the nesting of folds."""
    rule = declared.split
    if rule.column is not None:
        return "validation" not in set(table[rule.column].astype(str))
    return rule.folds is None or rule.folds == 2


def _splits(table: pd.DataFrame, y: np.ndarray, declared: Dataset, seed: int, where: str) -> list[Split]:
    rule = declared.split
    generator = numpy_generator(seed, "split", declared.name)
    everything = np.arange(len(y))
    if rule.column is not None:
        part = table[rule.column].astype(str).to_numpy()
        allowed = ("train", "validation", "test")
        wrong = np.flatnonzero(~np.isin(part, allowed))
        if len(wrong):
            raise DataError(
                f"{where}: split column '{rule.column}' holds '{part[wrong[0]]}' in data row {wrong[0] + 1}; "
                f"valid are {', '.join(allowed)}"
            )
        train, validation, test = (np.flatnonzero(part == name) for name in allowed)
        if not len(test) or len(train) < 2:
            raise DataError(f"{where}: split column '{rule.column}' needs at least 2 train and 1 test rows")
        if len(validation):
            return [Split(train, validation, test)]
        return [split_with_validation(y, train, test, generator)]
    if rule.folds is not None:
        if len(y) < max(3, rule.folds):
            raise DataError(f"{where}: {len(y)} rows are fewer than {max(3, rule.folds)}, as folds need")
        folds = stratified_folds(y, rule.folds, generator)
        if rule.folds > 2:
            return nested_splits(folds)
        return [split_with_validation(y, folds[1 - i], folds[i], generator) for i in range(2)]
    if len(y) < 3:
        raise DataError(f"{where}: {len(y)} rows are too few for training, validation and test")
    assert rule.test_fraction is not None
    test = held_out(y, everything, rule.test_fraction, generator)
    if len(test) > len(y) - 2:
        test = test[: len(y) - 2]
    return [split_with_validation(y, np.setdiff1d(everything, test), test, generator)]
