"""Areas under the ROC curve per assay, and how far other compounds could have moved them."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score

RESAMPLES = 1000
"""Of the compounds, for an interval."""
LEVEL = 0.95


def assay_aucs(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the ROC AUC of each assay on the compounds that have its label.

    Parameters
    ----------
    probabilities : ndarray, shape (compounds, assays)
    labels : ndarray, shape (compounds, assays)
        0, 1 or NaN.

    Returns
    -------
    ndarray of float64, shape (assays,)
        NaN for an assay with one class.
    """
    areas = np.full(labels.shape[1], np.nan)
    for assay in range(labels.shape[1]):
        present = np.isfinite(labels[:, assay])
        if len(np.unique(labels[present, assay])) == 2:
            areas[assay] = roc_auc_score(labels[present, assay], probabilities[present, assay])
    return areas


def resampled_aucs(probabilities: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the AUC of each assay on resamples of the compounds.

    A resample gives each compound a weight, the number of times it was drawn. Its AUC is the weighted share
    of pairs of an active and an inactive compound that are in the right order.

    Parameters
    ----------
    probabilities, labels : ndarray, shape (compounds, assays)
    weights : ndarray, shape (resamples, compounds)

    Returns
    -------
    ndarray of float64, shape (resamples, assays)
        NaN where a resample holds one class only.
    """
    areas = np.full((len(weights), labels.shape[1]), np.nan)
    for assay in range(labels.shape[1]):
        active, inactive = labels[:, assay] == 1, labels[:, assay] == 0
        difference = probabilities[active, assay][:, None] - probabilities[inactive, assay][None, :]
        right = (np.sign(difference) + 1) / 2  # (actives, inactives); ties count half
        of_actives, of_inactives = weights[:, active], weights[:, inactive]
        pairs = of_actives.sum(1) * of_inactives.sum(1)
        in_order = ((of_actives @ right) * of_inactives).sum(1)
        areas[:, assay] = np.divide(in_order, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)
    return areas


def bootstrap_weights(compounds: int, generator: np.random.Generator, resamples: int = RESAMPLES) -> np.ndarray:
    """Return how often each compound is drawn in each resample, float64 of shape (resamples, compounds)."""
    return generator.multinomial(compounds, np.full(compounds, 1 / compounds), size=resamples).astype(np.float64)


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return the percentile interval of resampled values, NaN left out."""
    low, high = np.nanquantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
