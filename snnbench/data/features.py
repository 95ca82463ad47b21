"""Imputing, encoding and standardising with nothing but what the training rows say."""

from __future__ import annotations

import numpy as np

FLOAT32_LARGEST = float(np.finfo(np.float32).max)


def column_moments(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the standard deviation of each column.

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
        Finite values within +-1e300.

    Returns
    -------
    mean : ndarray of float64, shape (d,)
    deviation : ndarray of float64, shape (d,)
        1 for constant columns. A column counts as constant if its variance is within the rounding error of the
        algorithm that computes it, by the bound of scikit-learn's ``StandardScaler`` (Chan, Golub and LeVeque 1983).
    """
    X = np.asarray(X, dtype=np.float64)
    largest = np.abs(X).max(0, initial=0)
    # Squares of such values overflow or vanish; a power of two takes them out of danger without rounding.
    extreme = (largest > 2.0**500) | ((largest < 2.0**-400) & (largest > 0))
    exponent = np.where(extreme, np.frexp(largest)[1], 0)
    if extreme.any():
        X = np.ldexp(X, -exponent)
    mean, variance = X.mean(0), X.var(0)
    rounding = len(X) * np.finfo(np.float64).eps
    constant = variance <= rounding * variance + (rounding * mean) ** 2
    return np.ldexp(mean, exponent), np.where(constant, 1.0, np.ldexp(np.sqrt(variance), exponent))


def standardized(X: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Standardise columns by their mean and standard deviation over the training rows.

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
    training : ndarray of int
        Row indices.

    Returns
    -------
    ndarray of float32, shape (n, d)
        Columns that are constant on the training rows are only centred. Rounded to float32 once centred and scaled.
    """
    X = np.asarray(X, dtype=np.float64)
    mean, deviation = column_moments(X[training])
    with np.errstate(over="ignore"):  # what overflows is clipped
        scaled = (X - mean) / deviation
    return np.clip(scaled, -FLOAT32_LARGEST, FLOAT32_LARGEST).astype(np.float32)


def prepared_features(X: np.ndarray, categories: tuple[int, ...], training: np.ndarray) -> np.ndarray:
    """Impute, one-hot encode and standardise a data set for one split.

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
        NaN where a value is missing; codes 0, 1, ... in categorical columns.
    categories : tuple of int
        Per column the number of categories, 0 for a numeric one; empty if all are numeric.
    training : ndarray of int
        Rows from which medians, most frequent categories, means and deviations are computed.

    Returns
    -------
    ndarray of float32, shape (n, features)
    """
    X = np.asarray(X, dtype=np.float64)
    if any(categories) or np.isnan(X).any():
        # A second to import, which data without gaps and categories does not need.
        from sklearn.compose import ColumnTransformer
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

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
