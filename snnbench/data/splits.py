"""Seeded, stratified splits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from snnbench.data.errors import DataError

VALIDATION_FRACTION = 0.15
"""Share of the training rows that become validation rows (section "UCI" of the paper)."""


class Split(NamedTuple):
    """Row indices of one split; the three sets are disjoint.

    Attributes
    ----------
    train, validation, test : ndarray of int64
        Sorted row indices into ``Task.X``.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def held_out(y: np.ndarray, rows: np.ndarray, fraction: float, generator: np.random.Generator) -> np.ndarray:
    """Choose a share of rows, each class in proportion to its size.

    Fractions of rows go to the classes with the largest remainders, ties broken at random. The last row of a class
    is never taken, so a class of one row stays where it is.

    Parameters
    ----------
    y : ndarray of int, shape (n,)
        Classes of all rows.
    rows : ndarray of int
        Those to choose from.
    fraction : float
        In (0, 1).
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of int64
        Sorted; at least one row and less than all.

    Raises
    ------
    DataError
        If there are fewer than two rows.
    """
    if len(rows) < 2:
        raise DataError(f"{len(rows)} rows cannot be split in two")
    wanted = min(len(rows) - 1, max(1, round(fraction * len(rows))))
    classes, counts = np.unique(y[rows], return_counts=True)
    quota = counts * (wanted / len(rows))
    taken = np.minimum(np.floor(quota).astype(int), counts - 1)
    order = np.lexsort((generator.permutation(len(classes)), -(quota - taken)))
    while taken.sum() < wanted:
        before = taken.sum()
        for i in order:
            if taken.sum() < wanted and taken[i] < counts[i] - 1:
                taken[i] += 1
        if taken.sum() == before:  # one row per class is left: some class has to give its only one
            taken[order[: wanted - before]] += 1
    chosen = [generator.permutation(rows[y[rows] == c])[:count] for c, count in zip(classes, taken, strict=True)]
    return np.sort(np.concatenate(chosen)).astype(np.int64)


def split_with_validation(
    y: np.ndarray, training: np.ndarray, test: np.ndarray, generator: np.random.Generator
) -> Split:
    """Take 15 % of the training rows as validation rows."""
    validation = held_out(y, training, VALIDATION_FRACTION, generator)
    train = np.setdiff1d(training, validation).astype(np.int64)
    return Split(train, validation, np.sort(test).astype(np.int64))


def stratified_folds(y: np.ndarray, folds: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Deal all rows out to ``folds`` sets, each class as evenly as possible.

    Returns
    -------
    list of ndarray of int64
        Sorted, disjoint, covering all rows, of sizes that differ by one at most.
    """
    dealt = np.concatenate([generator.permutation(np.flatnonzero(y == c)) for c in np.unique(y)])
    return [np.sort(dealt[i::folds]).astype(np.int64) for i in range(folds)]


def nested_splits(folds: list[np.ndarray]) -> list[Split]:
    """Return one split per fold: for test fold M the validation fold is M-1, the last one for the first.

    That is the paper's protocol for HTRU2 (section 4).
    """
    everything = np.sort(np.concatenate(folds))
    return [
        Split(np.setdiff1d(everything, np.concatenate((fold, folds[i - 1]))), folds[i - 1], fold)
        for i, fold in enumerate(folds)
    ]
