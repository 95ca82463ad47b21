"""What the prepared columns promise, whatever the raw features are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from snnbench.chemistry.preparation import prepared_counts, prepared_descriptors, squashed

VALUES = st.one_of(st.floats(-1e12, 1e12), st.just(np.nan), st.sampled_from([0.0, 1.0, 2.0]))


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, (60, 4), elements=VALUES))
def test_descriptors_come_out_finite_bounded_and_fitted_on_training_rows(values):
    training = np.arange(40)
    X = prepared_descriptors(values, training)
    assert np.isfinite(X).all()
    assert X.dtype == np.float32
    if X.shape[1]:
        np.testing.assert_allclose(X[training].mean(0, dtype=float), 0, atol=1e-4)
        np.testing.assert_allclose(X[training].std(0, dtype=float), 1, atol=1e-3)


def test_other_rows_do_not_change_the_training_rows():
    generator = np.random.default_rng(0)
    values = generator.lognormal(size=(80, 5))
    training = np.arange(50)
    before = prepared_descriptors(values, training)[training]
    values[60:] *= 1000
    np.testing.assert_array_equal(prepared_descriptors(values, training)[training], before)


@pytest.mark.parametrize("present", [19, 20, 80, 81])
def test_rare_and_ubiquitous_patterns_are_left_out(present):
    column = np.zeros((130, 1), dtype=np.int32)
    column[:present] = 3
    training = np.arange(100)
    X = prepared_counts(sparse.csr_array(column), training)
    assert X.shape == (130, int(20 <= present <= 80))


def test_squashing_keeps_order():
    values = np.sort(np.random.default_rng(0).normal(size=(50, 1)), axis=0)
    assert (np.diff(squashed(values, np.arange(50)), axis=0) > 0).all()


def test_a_pattern_that_stands_twice_is_kept_once():
    generator = np.random.default_rng(0)
    column = generator.integers(0, 2, (100, 2))
    X = prepared_counts(sparse.csr_array(column[:, [0, 1, 0]]), np.arange(90))
    assert X.shape[1] == 2
    np.testing.assert_array_equal(X, prepared_counts(sparse.csr_array(column), np.arange(90)))
