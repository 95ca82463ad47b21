"""Splits: disjoint, covering, stratified, seeded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.data.errors import DataError
from snnbench.data.splits import held_out, nested_splits, split_with_validation, stratified_folds

classes = st.lists(st.integers(0, 4), min_size=3, max_size=200).map(np.array)
seeds = st.integers(0, 2**32 - 1)


@given(classes, seeds, st.floats(0.05, 0.9))
def test_held_out_rows_follow_the_classes(y, seed, fraction):
    rows = np.arange(len(y))
    chosen = held_out(y, rows, fraction, np.random.default_rng(seed))
    assert 0 < len(chosen) < len(y)
    assert len(chosen) == min(len(y) - 1, max(1, round(fraction * len(y))))
    assert len(np.unique(chosen)) == len(chosen)
    np.testing.assert_array_equal(chosen, held_out(y, rows, fraction, np.random.default_rng(seed)))
    counts = np.bincount(y)
    taken = np.bincount(y[chosen], minlength=len(counts))
    if (counts[counts > 0] > 1).all() and (counts - taken)[counts > 0].min() > 1:
        assert np.abs(taken - counts * len(chosen) / len(y)).max() <= 1 + 1e-9


@given(classes, seeds)
def test_a_class_keeps_a_training_row_where_it_can(y, seed):
    chosen = held_out(y, np.arange(len(y)), 0.15, np.random.default_rng(seed))
    if len(np.unique(y)) + len(chosen) <= len(y):
        assert set(np.delete(y, chosen)) == set(y)


@given(classes, seeds)
def test_validation_rows_come_from_the_training_rows(y, seed):
    test = np.arange(len(y) // 3)
    training = np.setdiff1d(np.arange(len(y)), test)
    split = split_with_validation(y, training, test, np.random.default_rng(seed))
    np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(len(y)))


@given(classes, seeds, st.integers(3, 6))
def test_nested_folds_rotate(y, seed, folds):
    dealt = stratified_folds(y, folds, np.random.default_rng(seed))
    np.testing.assert_array_equal(np.sort(np.concatenate(dealt)), np.arange(len(y)))
    for c in np.unique(y):
        per_fold = [np.sum(y[fold] == c) for fold in dealt]
        assert max(per_fold) - min(per_fold) <= 1
    splits = nested_splits(dealt)
    for i, split in enumerate(splits):
        np.testing.assert_array_equal(split.validation, splits[i - 1].test)
        np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(len(y)))


def test_one_row_cannot_be_split():
    with pytest.raises(DataError, match="1 rows cannot be split"):
        held_out(np.zeros(1, int), np.arange(1), 0.5, np.random.default_rng(0))


@given(classes, seeds)
def test_fifteen_percent_of_the_training_rows_are_validation_rows(y, seed):
    training = np.arange(len(y))
    split = split_with_validation(y, training, np.array([], int), np.random.default_rng(seed))
    assert len(split.validation) == max(1, round(0.15 * len(y)))
