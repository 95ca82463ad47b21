"""Imputing, encoding and standardising with nothing but what the training rows say."""

from __future__ import annotations

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder


def column_moments(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and standard deviation of each column, shape (d,), the latter 1 for constant ones."""
    mean, deviation = X.mean(0), X.std(0)
    # A constant column's deviation is rounding noise, not zero, where its value has no exact double.
    constant = deviation <= 1e-9 * np.maximum(np.abs(mean), 1e-300)
    return mean, np.where(constant, 1.0, deviation)


def standardized(X: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Put columns on the mean and standard deviation of the training rows.

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
    training : ndarray of int
        Row indices.

    Returns
    -------
    ndarray of float32, shape (n, d)
        Columns that are constant on the training rows are only centred.
    """
    X = np.asarray(X, dtype=np.float64)
    mean, deviation = column_moments(X[training])
    return ((X - mean) / deviation).astype(np.float32)


def prepared_features(X: np.ndarray, categories: tuple[int, ...], training: np.ndarray) -> np.ndarray:
    """Impute, one-hot encode and standardise a data set for one split.

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
        NaN where a value is missing; codes 0, 1, ... in categorical columns.
    categories : tuple of int
        Per column the number of categories, 0 for a numeric one; empty if all are numeric.
    training : ndarray of int
        Rows that medians, most frequent categories, means and deviations are taken of.

    Returns
    -------
    ndarray of float32, shape (n, features)
    """
    X = np.asarray(X, dtype=np.float64)
    if any(categories) or np.isnan(X).any():
        counts = categories or (0,) * X.shape[1]
        numeric = [i for i, count in enumerate(counts) if count == 0]
        categorical = [i for i, count in enumerate(counts) if count]
        encode = make_pipeline(
            SimpleImputer(strategy="most_frequent", keep_empty_features=True),
            OneHotEncoder(categories=[np.arange(counts[i], dtype=float) for i in categorical], sparse_output=False),
        )
        impute = SimpleImputer(strategy="median", keep_empty_features=True)
        transform = ColumnTransformer([("numeric", impute, numeric), ("categorical", encode, categorical)])
        X = transform.fit(X[training]).transform(X)
    return standardized(X, training)
