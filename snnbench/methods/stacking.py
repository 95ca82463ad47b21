"""Stacked generalisation."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import StackingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils._param_validation import Interval

from snnbench.methods.wrapped import SEED, WrappedClassifier


class Stacking(WrappedClassifier):
    """A logistic regression over a tree, nearest neighbours and naive Bayes (Wolpert 1992).

    Parameters
    ----------
    folds : int
        At least 2; the three are fitted on all but one fold to predict it.
    random_state : int, optional
    """

    _parameter_constraints: ClassVar[dict] = {
        "folds": [Interval(Integral, 2, None, closed="left")],
        "random_state": SEED,
    }

    def __init__(self, folds: int = 3, random_state: int | None = None) -> None:
        self.folds = folds
        self.random_state = random_state

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        # Not stratified, so that a class of a single row is no error.
        return StackingClassifier(
            [
                ("tree", DecisionTreeClassifier(min_samples_leaf=5, random_state=self.random_state)),
                ("neighbours", KNeighborsClassifier(min(5, len(X) // 2))),
                ("bayes", GaussianNB()),
            ],
            LogisticRegression(max_iter=300),
            cv=KFold(self.folds, shuffle=True, random_state=self.random_state),
        )
