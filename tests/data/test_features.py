"""Imputing and standardising: from training rows alone, as scikit-learn does it, without losing numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from snnbench.data.features import column_moments, prepared_features, standardized

ROWS = 60
TRAINING = np.arange(40)
# Squares of other values overflow or vanish in scikit-learn.
finite = st.floats(-1e100, 1e100).map(lambda value: value if abs(value) > 1e-100 else 0.0)


@given(arrays(np.float64, (12, 2), elements=finite))
def test_moments_are_those_of_scikit_learn(X):
    mean, deviation = column_moments(X)
    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(mean, scaler.mean_, rtol=1e-12, atol=1e-12 * np.abs(X).max())
    np.testing.assert_allclose(deviation, scaler.scale_, rtol=1e-6)


@pytest.mark.parametrize("value", [0.1, 1e9, 1.7e18, 3e-9, -7.3e150])
def test_a_constant_column_is_only_centred(value):
    X = np.full((1000, 1), value)
    assert column_moments(X)[1] == 1
    np.testing.assert_allclose(standardized(X, np.arange(1000)), 0, atol=1e-13 * abs(value))


@pytest.mark.parametrize("factor", [1e-320, 1e-250, 1e-9, 1e9, 1e155, 1e298])
def test_squares_neither_overflow_nor_vanish(factor):
    plain = np.linspace(0, 10, 41)[:, None]
    rows = np.arange(41)
    rtol = 1e-3 if factor < 1e-300 else 1e-6  # subnormal numbers have few digits
    np.testing.assert_allclose(standardized(plain * factor, rows), standardized(plain, rows), rtol=rtol, atol=1e-6)


def test_a_large_offset_loses_nothing():
    time = 1_700_000_000 + np.arange(400.0)[:, None]
    scaled = standardized(time, np.arange(300))
    assert len(np.unique(scaled)) == 400
    assert len(np.unique(time.astype(np.float32))) == 4  # rounding before centring is what must not happen


def test_a_value_far_outside_the_training_rows_stays_finite():
    X = np.zeros((3, 1))
    X[2] = 1e300
    assert np.isfinite(standardized(X, np.array([0, 1]))).all()


def skewed(seed=0):
    """A numeric column and a categorical one whose values depend on whether a row is a training row."""
    generator = np.random.default_rng(seed)
    X = np.empty((ROWS, 2))
    X[:, 0] = generator.normal(size=ROWS) + 100.0 * (np.arange(ROWS) >= len(TRAINING))
    X[:, 1] = np.where(np.arange(ROWS) < len(TRAINING), generator.integers(0, 2, ROWS), 2)
    X[3, 0] = X[5, 1] = np.nan
    X[:25, 1] = np.where(np.isnan(X[:25, 1]), np.nan, 1)
    return X


def test_medians_and_most_frequent_categories_are_those_of_the_training_rows():
    X = skewed()
    prepared = prepared_features(X, (0, 3), TRAINING)
    training = X[TRAINING, 0]
    median = np.nanmedian(training)
    assert abs(median - np.nanmedian(X[:, 0])) > 0.1  # so that the median of all rows would show
    imputed = np.where(np.isnan(training), median, training)
    np.testing.assert_allclose(prepared[3, 0], (median - imputed.mean()) / imputed.std(), rtol=1e-5)
    np.testing.assert_array_equal(prepared[5, 1:], prepared[0, 1:])  # row 0 has the most frequent category, 1


def test_no_value_of_another_row_reaches_a_training_row():
    """Every statistic of all rows differs between the two tables: median, most frequent value, mean and deviation."""
    X, changed = skewed(), skewed()
    changed[len(TRAINING) :, 0] = -(np.arange(ROWS - len(TRAINING)) ** 2.0)
    changed[len(TRAINING) :, 1] = 0
    for statistic in (np.nanmedian, np.nanmean, np.nanstd):
        assert statistic(X[:, 0]) != statistic(changed[:, 0])
    first, second = (prepared_features(table, (0, 3), TRAINING) for table in (X, changed))
    np.testing.assert_array_equal(first[TRAINING], second[TRAINING])
    assert not np.array_equal(first, second)


def test_means_and_deviations_are_those_of_the_training_rows():
    X = np.concatenate((np.random.default_rng(1).normal(3, 2, (40, 3)), np.full((20, 3), 1e4)))
    prepared = prepared_features(X, (), TRAINING)
    np.testing.assert_allclose(prepared, StandardScaler().fit(X[TRAINING]).transform(X), rtol=1e-5, atol=1e-6)
