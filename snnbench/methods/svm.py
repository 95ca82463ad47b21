"""A kernel SVM whose time stays bounded on large tasks."""

from __future__ import annotations

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.kernel_approximation import Nystroem
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.utils._param_validation import Interval

from snnbench.methods.linear_svm import SquaredHingeSVM
from snnbench.methods.wrapped import AT_LEAST_ONE, POSITIVE, SEED, WrappedClassifier


class KernelSVM(WrappedClassifier):
    """SVM with a Gaussian kernel: exact on up to ``exact_rows`` rows, approximate above.

    An exact solver's time grows with the square of the rows and more. Above ``exact_rows`` the kernel is
    replaced by Nystroem features (Williams & Seeger 2001) of ``components`` random training rows, and a linear SVM
    with squared hinge loss is fitted to them.

    Parameters
    ----------
    C : float
        Positive; weight of the training errors.
    gamma : float
        Positive; the kernel is ``exp(-gamma * distance**2 / features)``. Divided by the number of features
        so that one grid serves tasks of any width, as standardised columns add up to that variance.
    exact_rows, components : int
    random_state : int, optional
        Of the approximation.

    Attributes
    ----------
    model_ : estimator
        What was fitted.
    exact_ : bool
    """

    dtypes = (np.float64, np.float32)
    _parameter_constraints: ClassVar[dict] = {
        "C": POSITIVE,
        "gamma": POSITIVE,
        "exact_rows": [Interval(Integral, 0, None, closed="left")],
        "components": AT_LEAST_ONE,
        "random_state": SEED,
    }

    def __init__(
        self,
        C: float = 1.0,
        gamma: float = 1.0,
        exact_rows: int = 5000,
        components: int = 500,
        random_state: int | None = None,
    ) -> None:
        self.C = C
        self.gamma = gamma
        self.exact_rows = exact_rows
        self.components = components
        self.random_state = random_state

    def build(self, X: np.ndarray, y: np.ndarray) -> BaseEstimator:
        gamma = self.gamma / X.shape[1]
        self.exact_ = len(X) <= self.exact_rows
        if self.exact_:
            return SVC(C=self.C, gamma=gamma, cache_size=500)
        features = Nystroem(gamma=gamma, n_components=min(self.components, len(X)), random_state=self.random_state)
        return make_pipeline(features, SquaredHingeSVM(self.C))
