"""Classifiers that are put together from scikit-learn's own."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils._param_validation import Interval
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

POSITIVE = [Interval(Real, 0, None, closed="neither")]
AT_LEAST_ONE = [Interval(Integral, 1, None, closed="left")]
SEED = ["random_state"]
"""What hyperparameters may be, in scikit-learn's own terms; checked in ``fit``, and when a config is read."""


class WrappedClassifier(ClassifierMixin, BaseEstimator):
    """Checks rows and classes, and leaves the rest to the model that a subclass builds.

    Attributes
    ----------
    classes_ : ndarray of shape (classes,)
    model_ : estimator
        What was fitted; has ``predict`` and ``decision_function``.
    """

    dtypes: ClassVar[Any] = np.float64
    """What rows are converted to, or the types that they may keep, the first of them for any other."""

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        """Return the model to fit to rows ``X`` of shape (n, d) with classes ``y`` of shape (n,)."""
        raise NotImplementedError

    def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
        """Fit to rows ``X`` of shape (n, d) with classes ``y`` of shape (n,).

        Raises
        ------
        ValueError
            If a hyperparameter is out of its range, or ``y`` holds one class only.
        """
        self._validate_params()
        X, y = validate_data(self, X, y, dtype=self.dtypes)
        check_classification_targets(y)
        self.classes_ = np.unique(y)
        if len(self.classes_) < 2:
            raise ValueError(f"y holds one class, {self.classes_[0]!r}; at least 2 are needed")
        self.model_ = self.build(X, y).fit(X, y)
        return self

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        """Return scores, larger for likelier classes, shape (n,) for two classes, else (n, classes)."""
        check_is_fitted(self)
        return self.model_.decision_function(validate_data(self, X, dtype=self.dtypes, reset=False))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the class of each row."""
        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, dtype=self.dtypes, reset=False))
