"""Partial least squares for classes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cross_decomposition import PLSRegression

from snnbench.methods.wrapped import AT_LEAST_ONE, WrappedClassifier


class _PLSDiscriminant(ClassifierMixin, BaseEstimator):
    """Partial least squares on one column per class, without checks of the input."""

    def __init__(self, components: int) -> None:
        self.components = components

    def fit(self, X: np.ndarray, y: np.ndarray) -> _PLSDiscriminant:
        self.classes_ = np.unique(y)
        indicators = (y[:, None] == self.classes_).astype(float)
        targets = indicators[:, 1:] if len(self.classes_) == 2 else indicators
        self.regression_ = PLSRegression(self.components).fit(X, targets)
        return self

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        scores = self.regression_.predict(X).reshape(len(X), -1)
        return scores.ravel() - 0.5 if len(self.classes_) == 2 else scores

    def predict(self, X: np.ndarray) -> np.ndarray:
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(1)]


class PLSClassifier(WrappedClassifier):
    """Partial least squares regression of class indicators; the largest prediction wins.

    Parameters
    ----------
    components : int
        At least 1; capped by the number of features and rows.
    """

    _parameter_constraints: ClassVar[dict] = {"components": AT_LEAST_ONE}

    def __init__(self, components: int = 2) -> None:
        self.components = components

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        return _PLSDiscriminant(max(1, min(self.components, X.shape[1], len(X) - 1)))
