"""From raw features to the columns a net reads, fitted on training rows alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import QuantileTransformer

from snnbench.chemistry.features import RawFeatures
from snnbench.data.features import column_moments, standardized

QUANTILES = 1000
"""Ranks a descriptor's values are mapped to."""
LEAST_ROWS = 20
"""A pattern is kept if so many training rows have it, and so many lack it."""


def prepared_columns(raw: RawFeatures, kinds: Sequence[str], training: np.ndarray) -> np.ndarray:
    """Return all columns of the kinds of features that are asked for.

    Parameters
    ----------
    raw : RawFeatures
    kinds : sequence of str
        ``descriptors`` or keys of ``raw.counts``.
    training : ndarray of int
        Rows that say what is missing, frequent and usual.

    Returns
    -------
    ndarray of float32, shape (n, columns)
        Without NaN; of mean 0 and variance 1 on the training rows.
    """
    parts = [
        prepared_descriptors(raw.descriptors, training)
        if kind == "descriptors"
        else prepared_counts(raw.counts[kind], training)
        for kind in kinds
    ]
    return np.hstack(parts)


def prepared_descriptors(values: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Impute medians, replace values by their rank among the training rows, and squash.

    Descriptors have tails of any length (molecular weights of proteins beside those of solvents), which
    ranks cut off. A descriptor that is constant on the training rows is left out.

    Parameters
    ----------
    values : ndarray of float64, shape (n, descriptors)
        NaN where a value is missing.
    training : ndarray of int
    """
    imputed = SimpleImputer(strategy="median", keep_empty_features=True).fit(values[training]).transform(values)
    imputed = imputed[:, np.ptp(imputed[training], axis=0) > 0]
    if imputed.shape[1] == 0:
        return np.empty((len(values), 0), dtype=np.float32)
    ranks = QuantileTransformer(n_quantiles=min(QUANTILES, len(training)), subsample=None).fit(imputed[training])
    return squashed(ranks.transform(imputed), training)


def prepared_counts(counts: sparse.csr_array, training: np.ndarray) -> np.ndarray:
    """Keep patterns that are neither rare nor everywhere, take logarithms, and squash.

    Of patterns that have the same counts in all training rows, as the same alert of several collections, the
    first is kept.

    Parameters
    ----------
    counts : csr_array, shape (n, patterns)
    training : ndarray of int
    """
    rows = np.asarray((counts[training] > 0).sum(0)).ravel()
    frequent = (rows >= LEAST_ROWS) & (rows <= len(training) - LEAST_ROWS)
    kept = counts[:, np.flatnonzero(frequent)].toarray()
    _, first = np.unique(kept[training], axis=1, return_index=True)
    return squashed(np.log1p(kept[:, np.sort(first)]), training)


def squashed(X: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Standardise, take the hyperbolic tangent, standardise again (DeepTox: Mayr et al. 2016).

    Parameters
    ----------
    X : ndarray of float, shape (n, d)
    training : ndarray of int
        Rows whose means and deviations are taken.

    Returns
    -------
    ndarray of float32, shape (n, d)
    """
    mean, deviation = column_moments(X[training])
    return standardized(np.tanh((X - mean) / deviation), training)
