"""What the prepared columns promise, whatever the raw features are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from snnbench.data.tox21.features import RawFeatures
from snnbench.data.tox21.preparation import (
    DEVIATIONS,
    MIN_ROWS,
    prepared_columns,
    prepared_counts,
    prepared_descriptors,
)

VALUES = st.one_of(st.floats(-1e12, 1e12), st.sampled_from([np.nan, 0.0, 1.0, 2.0, 1e200, -1e300]))


@settings(max_examples=100, deadline=None)
@given(arrays(np.float64, (60, 4), elements=VALUES))
def test_descriptors_come_out_finite_and_standardised_on_training_rows(values):
    training = np.arange(40)
    X = prepared_descriptors(values, training)
    assert np.isfinite(X).all()
    assert X.dtype == np.float32
    np.testing.assert_allclose(X[training].mean(0, dtype=float), 0, atol=1e-3)
    deviations = X[training].std(0, dtype=float)
    assert (np.isclose(deviations, 1, atol=1e-2) | np.isclose(deviations, 0, atol=1e-2)).all()


def test_other_rows_do_not_change_the_training_rows():
    generator = np.random.default_rng(0)
    values = generator.lognormal(size=(80, 5))
    counts = generator.integers(0, 3, size=(300, 5))
    before = (
        prepared_descriptors(values, np.arange(50))[:50],
        prepared_counts(sparse.csr_array(counts), np.arange(200))[:200],
    )
    values[60:] *= 1000
    counts[200:] = 7
    np.testing.assert_array_equal(prepared_descriptors(values, np.arange(50))[:50], before[0])
    np.testing.assert_array_equal(prepared_counts(sparse.csr_array(counts), np.arange(200))[:200], before[1])


def test_order_is_kept_and_tails_are_cut():
    values = np.sort(np.random.default_rng(0).normal(size=(50, 1)), axis=0)
    values[-1] = 1e6
    X = prepared_descriptors(values, np.arange(49))
    assert (np.diff(X, axis=0) > 0).all()
    assert X.max() < 3


@pytest.mark.parametrize("present", [MIN_ROWS - 1, MIN_ROWS, 200 - MIN_ROWS, 201 - MIN_ROWS])
def test_rare_and_ubiquitous_patterns_are_left_out(present):
    column = np.zeros((230, 1), dtype=np.int32)
    column[:present] = 3
    X = prepared_counts(sparse.csr_array(column), np.arange(200))
    assert X.shape == (230, int(MIN_ROWS <= present <= 200 - MIN_ROWS))


def test_all_columns_are_cut():
    column = np.ones((10_000, 1), dtype=np.int32)
    column[MIN_ROWS:] = 0
    nearly_constant = np.zeros((10_000, 1))
    nearly_constant[3] = 1
    counts = {"maccs": sparse.csr_array(column)}
    raw = RawFeatures(np.array([]), np.array([]), nearly_constant, counts)
    X = prepared_columns(raw, ["descriptors", "maccs"], np.arange(10_000), np.zeros((10_000, 1)))
    assert X.max(0).tolist() == [DEVIATIONS, DEVIATIONS]


def test_a_pattern_that_stands_twice_is_kept_once():
    generator = np.random.default_rng(0)
    column = generator.integers(0, 2, (200, 2))
    X = prepared_counts(sparse.csr_array(column[:, [0, 1, 0]]), np.arange(180))
    assert X.shape[1] == 2
    np.testing.assert_array_equal(X, prepared_counts(sparse.csr_array(column), np.arange(180)))
