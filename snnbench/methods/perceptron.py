"""A multi-layer perceptron that can be trained on very few rows."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from sklearn.neural_network import MLPClassifier


class Perceptron(MLPClassifier):
    """scikit-learn's ``MLPClassifier``, which stops early only where rows can be held out for it.

    ``early_stopping`` holds out ``validation_fraction`` of the rows, stratified by class. ``MLPClassifier`` raises an
    error where that is fewer rows than classes, or a class has a single row. Here all rows are trained on then, until
    the training loss stops falling, as with ``early_stopping=False``.
    """

    early_stopping: bool

    def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
        """Fit to rows ``X`` of shape (n, d) with classes ``y`` of shape (n,)."""
        asked = self.early_stopping
        self.early_stopping = asked and self._can_hold_out(y)
        try:
            return super().fit(X, y)
        finally:
            self.early_stopping = asked

    def _can_hold_out(self, y: np.ndarray) -> bool:
        counts = np.unique(np.asarray(y), return_counts=True)[1]
        rows = int(counts.sum())
        held_out = math.ceil(self.validation_fraction * rows)
        return counts.min() >= 2 and len(counts) <= held_out <= rows - len(counts)
