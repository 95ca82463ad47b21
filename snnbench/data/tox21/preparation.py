"""From raw features to the columns a net reads, fitted on the training rows.

Of what was tried on validation rows nothing was better by more than the folds differ: quantiles instead of the tangent,
circular fragments, pharmacophores, autocorrelations, components of the Tanimoto kernel, and Mordred's descriptors,
which take fourteen minutes on two cores (``results/reference/tox21``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.impute import SimpleImputer

from snnbench.data.features import column_moments, standardized
from snnbench.data.tox21.features import RawFeatures
from snnbench.data.tox21.neighbours import neighbour_columns

MAX_ABSOLUTE = 1e100
"""Descriptors are cut here, so that their squares can be summed; Ipc exceeds it."""
MIN_ROWS = 50
"""A pattern is kept if at least this many training rows have it and at least this many lack it."""
DEVIATIONS = 5.0
"""Standard deviations from the mean at which all columns are cut; otherwise a net would see little but what is rare."""


def prepared_columns(raw: RawFeatures, kinds: Sequence[str], training: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return all columns of the kinds of features that are asked for.

    Parameters
    ----------
    raw : RawFeatures
    kinds : sequence of str
        ``descriptors``, ``neighbours`` or keys of ``raw.counts``.
    training : ndarray of int
        Rows that say what is missing, frequent and usual.
    labels : ndarray of float32, shape (n, assays)
        Those of training rows are read for ``neighbours``.

    Returns
    -------
    ndarray of float32, shape (n, columns)
        Without NaN; standardised on the training rows, then cut at :data:`DEVIATIONS`.
    """

    def prepared(kind: str) -> np.ndarray:
        if kind == "descriptors":
            return prepared_descriptors(raw.descriptors, training)
        if kind == "neighbours":
            return neighbour_columns(raw.counts["morgan"], raw.parents, labels, training)
        return prepared_counts(raw.counts[kind], training)

    parts = [prepared(kind) for kind in kinds]
    return np.clip(np.hstack(parts), -DEVIATIONS, DEVIATIONS)


def prepared_descriptors(values: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Impute medians, standardise, take the hyperbolic tangent, standardise again (DeepTox: Mayr et al. 2016).

    The tangent cuts off tails, such as the weights of proteins next to those of solvents. A descriptor that is
    constant on the training rows is left out.

    Parameters
    ----------
    values : ndarray of float64, shape (n, descriptors)
        NaN where a value is missing.
    training : ndarray of int

    Returns
    -------
    ndarray of float32, shape (n, varying descriptors)
    """
    cut = np.clip(values, -MAX_ABSOLUTE, MAX_ABSOLUTE)
    imputed = SimpleImputer(strategy="median", keep_empty_features=True).fit(cut[training]).transform(cut)
    imputed = imputed[:, np.ptp(imputed[training], axis=0) > 0]
    mean, deviation = column_moments(imputed[training])
    with np.errstate(over="ignore"):  # the tangent of what overflows is 1
        scaled = np.tanh((imputed - mean) / deviation)
    return standardized(scaled, training)


def prepared_counts(counts: sparse.csr_array, training: np.ndarray) -> np.ndarray:
    """Keep patterns that are neither rare nor ubiquitous, take logarithms, and standardise.

    Of patterns with the same counts in all training rows, such as an alert that several collections have, the first
    is kept.

    Parameters
    ----------
    counts : csr_array, shape (n, patterns)
    training : ndarray of int

    Returns
    -------
    ndarray of float32, shape (n, kept patterns)
    """
    rows = np.asarray((counts[training] > 0).sum(0)).ravel()
    frequent = (rows >= MIN_ROWS) & (rows <= len(training) - MIN_ROWS)
    kept = counts[:, np.flatnonzero(frequent)].toarray()
    _, first = np.unique(kept[training], axis=1, return_index=True)
    return standardized(np.log1p(kept[:, np.sort(first)]), training)
