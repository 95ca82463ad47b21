"""Columns that say what is known of the training compounds most similar to a compound.

They are not in the paper. How similar a compound is to known actives is hard to learn from descriptors.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.special import logit

from snnbench.data.features import standardized

POWER = 4
"""Exponent that turns a similarity into a weight in the vote: dissimilar compounds hardly count."""
PRIOR = 0.05
"""Weight of the share of actives in the vote, as of a compound of similarity 0.47."""
BLOCK = 1024
"""Rows whose similarities are in memory at a time."""


def neighbour_columns(
    fragments: sparse.csr_array, parents: np.ndarray, labels: np.ndarray, training: np.ndarray
) -> np.ndarray:
    """Return, per assay, a vote of similar training compounds, and the similarity to the nearest of each class.

    Parameters
    ----------
    fragments : csr_array, shape (n, patterns)
        Counts of circular fragments, of which presence counts.
    parents : ndarray of str, shape (n,)
        A training row never sees training rows of its own parent structure.
    labels : ndarray of float32, shape (n, assays)
        In [0, 1], NaN where missing; only those of training rows are read.
    training : ndarray of int
        Row indices.

    Returns
    -------
    ndarray of float32, shape (n, 3 * assays)
        The votes of all assays, then the largest similarities to an active (label above 0.5), then those to an inactive
        (below 0.5). Standardised on the training rows.
    """
    _, numbers = np.unique(parents, return_inverse=True)
    is_training = np.zeros(len(parents), dtype=bool)
    is_training[training] = True
    known = labels[training]
    present = np.isfinite(known)
    values = np.where(present, known, 0.0)
    share = values.sum(0) / np.maximum(1, present.sum(0))
    # An assay without one of the classes among the training rows has no vote.
    usable = (share > 0) & (share < 1)
    prior = np.where(usable, share, 0.5)
    columns = np.empty((len(parents), 3 * labels.shape[1]))
    bits = (fragments > 0).astype(np.float32).tocsr()
    for start in range(0, len(parents), BLOCK):
        rows = slice(start, start + BLOCK)
        similarity = tanimoto(bits[rows], bits[training])
        same = (numbers[rows][:, None] == numbers[training][None, :]) & is_training[rows][:, None]
        similarity[same] = 0
        weights = similarity**POWER
        vote = (weights @ values + PRIOR * prior) / (weights @ present.astype(np.float64) + PRIOR)
        nearest = [_largest(similarity, present & side) for side in (known > 0.5, known < 0.5)]
        columns[rows] = np.hstack([np.where(usable, logit(vote) - logit(prior), 0), *nearest])
    return standardized(columns, training)


def tanimoto(first: sparse.csr_array, second: sparse.csr_array) -> np.ndarray:
    """Return the Tanimoto similarity of every pair of rows of two binary matrices, float64 in [0, 1].

    Two rows without any fragment have similarity 0.
    """
    both = np.asarray((first @ second.T).todense(), dtype=np.float64)
    either = first.sum(1)[:, None] + second.sum(1)[None, :] - both
    return np.divide(both, either, out=np.zeros_like(both), where=either > 0)


def _largest(similarity: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return each row's largest similarity to the training rows that count for an assay, shape (rows, assays)."""
    return np.stack(
        [similarity[:, counted[:, assay]].max(axis=1, initial=0.0) for assay in range(counted.shape[1])],
        axis=1,
    )
