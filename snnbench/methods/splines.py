"""Additive regression splines."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.utils._param_validation import Interval

from snnbench.methods.wrapped import POSITIVE, WrappedClassifier


class AdditiveSplines(WrappedClassifier):
    """Logistic regression on piecewise linear splines of every feature.

    Stands in for multivariate adaptive regression splines (Friedman 1991), of which no maintained implementation
    for Python is left: the same additive basis of hinges, but at fixed knots and shrunken by ``C`` instead of
    chosen one by one, and without products of features.

    Parameters
    ----------
    C : float
        Positive; weight of the training errors.
    knots : int
        At least 2, evenly spread over each feature's range.
    """

    _parameter_constraints: ClassVar[dict] = {"C": POSITIVE, "knots": [Interval(Integral, 2, None, closed="left")]}

    def __init__(self, C: float = 1.0, knots: int = 5) -> None:
        self.C = C
        self.knots = knots

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        return make_pipeline(
            VarianceThreshold(),
            SplineTransformer(self.knots, degree=1, extrapolation="linear"),
            StandardScaler(),
            LogisticRegression(C=self.C, max_iter=300),
        )
