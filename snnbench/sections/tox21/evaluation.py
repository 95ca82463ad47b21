"""What the chosen models predict for the final compounds, ready to be scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnbench.sections.tox21.scores import assay_aucs, resampled_aucs


@dataclass(frozen=True)
class Evaluation:
    """What the chosen nets predict, and the truth.

    Attributes
    ----------
    probabilities : dict of str to ndarray, shape (models, compounds, assays)
        By method; a model per repeat, or where each of several folds is scored, per repeat and fold.
    repeats : dict of str to ndarray of int, shape (models,)
        By method the repeat of each model.
    labels : ndarray, shape (compounds, assays)
        0, 1 or NaN.
    assays : tuple of str
    unseen : dict of str to ndarray of bool, shape (compounds,)
        Compounds that are not among the training rows, by what makes two of them the same; see
        :func:`snnbench.sections.tox21.unseen.unseen_compounds`.
    weights : ndarray, shape (resamples, compounds)
        Of the bootstrap; the same for all methods.
    """

    probabilities: dict[str, np.ndarray]
    repeats: dict[str, np.ndarray]
    labels: np.ndarray
    assays: tuple[str, ...]
    unseen: dict[str, np.ndarray]
    weights: np.ndarray

    def areas(self, method: str) -> np.ndarray:
        """Return the AUC of each model and assay."""
        return np.stack([assay_aucs(one, self.labels) for one in self.probabilities[method]])

    def resampled(self, method: str) -> np.ndarray:
        """Return the AUC per assay, averaged over the models, of each resample of the compounds."""
        return np.mean([resampled_aucs(one, self.labels, self.weights) for one in self.probabilities[method]], axis=0)

    def by_repeat(self, method: str) -> np.ndarray:
        """Return the mean AUC over the assays of each repeat."""
        return means_by_repeat(np.nanmean(self.areas(method), axis=1), self.repeats[method])

    def resampled_means(self, method: str) -> np.ndarray:
        """Return the mean over the assays of :meth:`resampled`."""
        return np.nanmean(self.resampled(method), axis=1)


def means_by_repeat(scores: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """Return the mean score of each repeat over its splits, which are no repeats."""
    return np.array([scores[repeats == repeat].mean() for repeat in np.unique(repeats)])


def deviation(scores: np.ndarray) -> float:
    """Return the standard deviation over repeats, NaN of a single one."""
    return float(np.std(scores, ddof=1)) if len(scores) > 1 else float("nan")
