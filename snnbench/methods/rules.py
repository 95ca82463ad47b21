"""A sparse linear model of decision rules."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from snnbench.methods.wrapped import AT_LEAST_ONE, POSITIVE, SEED, WrappedClassifier


class LeafNumbers(TransformerMixin, BaseEstimator):
    """Which leaf of each tree of a forest a row falls into: each leaf is a conjunction of conditions.

    Parameters
    ----------
    trees, depth : int
    random_state : int, optional
    """

    def __init__(self, trees: int = 50, depth: int = 3, random_state: int | None = None) -> None:
        self.trees = trees
        self.depth = depth
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
        """Grow the trees on rows ``X`` with classes ``y``."""
        self.forest_ = RandomForestClassifier(
            self.trees, max_depth=self.depth, n_jobs=1, random_state=self.random_state
        ).fit(X, y)
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Return leaf numbers, shape (n, trees)."""
        check_is_fitted(self)
        return self.forest_.apply(X)


class RuleFit(WrappedClassifier):
    """Rules read off small random trees, weighted by a sparse logistic regression (Friedman & Popescu 2008).

    Parameters
    ----------
    alpha : float
        Positive; weight of the L1 penalty on the rules.
    trees, depth : int
        Rules have at most ``depth`` conditions.
    random_state : int, optional
    """

    _parameter_constraints: ClassVar[dict] = {
        "alpha": POSITIVE,
        "trees": AT_LEAST_ONE,
        "depth": AT_LEAST_ONE,
        "random_state": SEED,
    }

    def __init__(self, alpha: float = 1e-4, trees: int = 50, depth: int = 3, random_state: int | None = None) -> None:
        self.alpha = alpha
        self.trees = trees
        self.depth = depth
        self.random_state = random_state

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        return make_pipeline(
            LeafNumbers(self.trees, self.depth, self.random_state),
            OneHotEncoder(handle_unknown="ignore"),
            SGDClassifier(loss="log_loss", penalty="l1", alpha=self.alpha, random_state=self.random_state),
        )
