"""A classifier per assay of a multi-label task, for methods that know one label only."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

    from snnbench.data.task import Rows
    from snnbench.methods.method import Problem


def fit_assay_by_assay(model: BaseEstimator, problem: Problem) -> tuple[float, float, np.ndarray | None]:
    """Fit a copy per assay to the rows that have its label.

    A label between 0 and 1, the mean of records that disagree, is trained on as the nearer one, or not at all if it is
    0.5; such rows are not scored, as for the nets.

    Parameters
    ----------
    model : estimator
        Not fitted itself.
    problem : Problem
        With labels of shape (rows, assays).

    Returns
    -------
    validation, test : float
        Mean AUC over the assays that have both classes among the rows that are scored.
    predictions : ndarray of float32, shape (test rows, assays)
        Probability of class 1; None if the model gives none.
    """
    from sklearn.base import clone

    areas, predictions = [], []
    for assay in range(problem.classes):
        fitted = clone(model).fit(*_with_class(problem.rows.train, assay))
        areas.append([_area(fitted, rows, assay) for rows in (problem.rows.validation, problem.rows.test)])
        if hasattr(fitted, "predict_proba"):
            predictions.append(fitted.predict_proba(problem.rows.test.X)[:, 1])
    validation, test = np.nanmean(areas, axis=0)
    columns = np.stack(predictions, axis=1).astype(np.float32) if predictions else None
    return float(validation), float(test), columns


def _with_class(rows: Rows, assay: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that have a label that is nearer to one class, and these classes."""
    labels = rows.y[:, assay]
    decided = np.isfinite(labels) & (labels != 0.5)
    return rows.X[decided], (labels[decided] > 0.5).astype(np.int64)


def _area(model: BaseEstimator, rows: Rows, assay: int) -> float:
    from sklearn.metrics import roc_auc_score

    labels = rows.y[:, assay]
    scored = (labels == 0) | (labels == 1)
    if len(np.unique(labels[scored])) < 2:
        return math.nan
    X = rows.X[scored]
    outputs = model.predict_proba(X)[:, 1] if hasattr(model, "predict_proba") else model.decision_function(X)
    return float(roc_auc_score(labels[scored], outputs))
