"""Weights of rows and of classes."""

import numpy as np
import pytest
from sklearn.datasets import load_iris

from snnbench import SNNClassifier

FULL_BATCH = {
    "epochs": 30,
    "min_steps": 0,
    "batch_size": 1000,
    "members": 2,
    "dropout": 0,
    "average_weights": 0,
    "hidden_units": 8,
    "learning_rate": 0.3,
    "random_state": 0,
}


def test_a_row_of_weight_two_counts_like_two_rows():
    X, y = load_iris(return_X_y=True)
    weights = np.random.default_rng(0).integers(0, 4, len(y))
    weighted = SNNClassifier(**FULL_BATCH).fit(X, y, sample_weight=weights).predict_proba(X)
    repeated = SNNClassifier(**FULL_BATCH).fit(X.repeat(weights, axis=0), y.repeat(weights)).predict_proba(X)
    alike = SNNClassifier(**FULL_BATCH).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(weighted, repeated, atol=1e-4)
    assert np.abs(weighted - alike).max() > 0.01


def test_weights_are_relative_and_rows_of_weight_zero_are_left_out():
    X, y = load_iris(return_X_y=True)
    counted = np.arange(len(y)) % 3 > 0
    options = {"epochs": 3, "min_steps": 0, "members": 1, "random_state": 0}
    zeros = SNNClassifier(**options).fit(X, y, sample_weight=7.0 * counted).predict_proba(X)
    left_out = SNNClassifier(**options).fit(X[counted], y[counted]).predict_proba(X)
    np.testing.assert_allclose(zeros, left_out, atol=1e-5)
    with pytest.raises(ValueError, match="at least one"):
        SNNClassifier().fit(X, y, sample_weight=0 * y)
    with pytest.raises(ValueError, match="y holds one class, 1"):
        SNNClassifier().fit(X, y, sample_weight=y == 1)
    with pytest.raises(ValueError, match="Negative values in data passed to `sample_weight`"):
        SNNClassifier().fit(X, y, sample_weight=y - 1.0)


def test_class_weights_are_the_weights_of_the_classes_rows():
    X, y = load_iris(return_X_y=True)
    X, y = X[30:], y[30:]
    balanced, by_row = SNNClassifier(class_weight="balanced", **FULL_BATCH), SNNClassifier(**FULL_BATCH)
    weights = (len(y) / (3 * np.bincount(y)))[y]
    np.testing.assert_array_equal(
        balanced.fit(X, y).predict_proba(X), by_row.fit(X, y, sample_weight=weights).predict_proba(X)
    )
    asked = SNNClassifier(class_weight={0: 2, 1: 1, 2: 1}, **FULL_BATCH).fit(X, y)
    twice = SNNClassifier(**FULL_BATCH).fit(X, y, sample_weight=np.where(y == 0, 2, 1))
    np.testing.assert_array_equal(asked.predict_proba(X), twice.predict_proba(X))
