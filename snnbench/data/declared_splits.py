"""The splits that a user declares."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from snnbench.data.declared import SplitRule
from snnbench.data.errors import DataError
from snnbench.data.splits import Split, held_out, nested_splits, split_with_validation, stratified_folds


def declared_splits(
    table: pd.DataFrame, y: np.ndarray, rule: SplitRule, generator: np.random.Generator, where: str
) -> list[Split]:
    """Return the splits of a table.

    Parameters
    ----------
    table : DataFrame
        Its index says what rows are called in messages.
    y : ndarray of int, shape (n,)
    rule : SplitRule
    generator : numpy.random.Generator
    where : str
        The file or address, for error messages.

    Raises
    ------
    DataError
        If there are too few rows, or the split column holds anything but ``train``, ``validation`` and ``test``.
    """
    if rule.column is not None:
        return [_by_column(table[rule.column], y, generator, where)]
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
    everything = np.arange(len(y))
    test = held_out(y, everything, rule.test_fraction, generator)
    if len(test) > len(y) - 2:
        test = test[: len(y) - 2]
    return [split_with_validation(y, np.setdiff1d(everything, test), test, generator)]


def draws_validation(table: pd.DataFrame, rule: SplitRule) -> bool:
    """Whether the validation rows are drawn by seed, rather than given by a column or the nesting of folds."""
    if rule.column is not None:
        return "validation" not in set(table[rule.column].astype(str))
    return rule.folds is None or rule.folds == 2


def refuse_parts(column: pd.Series, where: str) -> None:
    """Raise a DataError if a split column holds anything but ``train``, ``validation`` and ``test``."""
    part = column.astype(str).to_numpy()
    wrong = np.flatnonzero(~np.isin(part, Split._fields))
    if len(wrong):
        raise DataError(
            f"{where}: split column '{column.name}' holds '{part[wrong[0]]}' in {column.index.name} "
            f"{column.index[wrong[0]]}; valid are {', '.join(Split._fields)}"
        )


def _by_column(column: pd.Series, y: np.ndarray, generator: np.random.Generator, where: str) -> Split:
    refuse_parts(column, where)
    part = column.astype(str).to_numpy()
    train, validation, test = (np.flatnonzero(part == name) for name in Split._fields)
    if not len(test) or len(train) < 2:
        raise DataError(f"{where}: split column '{column.name}' needs at least 2 train and 1 test rows")
    if len(validation):
        return Split(train, validation, test)
    return split_with_validation(y, train, test, generator)


def unseen_classes(splits: list[Split], y: np.ndarray, classes: list[str]) -> Iterator[str]:
    """Yield a note per split whose validation or test rows have a class that no training row has."""
    for i, split in enumerate(splits):
        unseen = sorted(set(y[np.concatenate(split[1:])].tolist()) - set(y[split.train].tolist()))
        if unseen:
            named = ", ".join(repr(classes[code]) for code in unseen)
            yield f"split {i}: no training row has the {'class' if len(unseen) == 1 else 'classes'} {named}"
