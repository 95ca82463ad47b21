"""A linear SVM of all classes at once, for many rows and some hundred features."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, ClassifierMixin


class SquaredHingeSVM(ClassifierMixin, BaseEstimator):
    r"""The model of scikit-learn's ``LinearSVC`` (squared hinge loss, one class against the rest), fitted faster.

    Minimises, for the targets :math:`t` of -1 and 1 of each class,

    .. math:: \tfrac12 \lVert w \rVert^2 + C \sum_i \max(0, 1 - t_i w^T x_i)^2

    in the primal (Chapelle 2007) over all classes together, so that a step is two matrix products. ``x`` ends in a 1,
    whose weight is the intercept. The steps are L-BFGS's in the variables :math:`L^T w`, where :math:`L L^T` is the
    Hessian of a problem in which all rows are within the margin: the condition number then depends on how many rows
    are, and no longer on the features.

    Its input is not checked: it is a part of :class:`snnbench.methods.svm.KernelSVM`.

    Parameters
    ----------
    C : float
        Positive; weight of the training errors.
    tol : float
        Stops once a step lowers the objective by a smaller share.
    max_iter : int
        Most steps.

    Attributes
    ----------
    classes_ : ndarray of shape (classes,)
    coef_ : ndarray of shape (features + 1, 1 or classes)
        The last row is the intercept; one column for two classes.
    """

    def __init__(self, C: float = 1.0, tol: float = 1e-3, max_iter: int = 200) -> None:
        self.C = C
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
        """Fit to rows ``X`` of shape (n, d) with classes ``y`` of shape (n,)."""
        self.classes_ = np.unique(y)
        against = self.classes_[1:] if len(self.classes_) == 2 else self.classes_
        targets = np.where(y[:, None] == against, 1, -1).astype(X.dtype)  # (n, columns)
        X = _with_ones(X)
        shape = (X.shape[1], len(against))
        hessian = 2 * self.C * (X.T @ X).astype(np.float64) + np.eye(len(X.T))
        factor = cholesky(hessian, lower=True)

        def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = solve_triangular(factor, flat.reshape(shape), lower=True, trans="T")
            short = np.maximum(0, 1 - targets * (X @ weights.astype(X.dtype)))
            value = np.vdot(weights, weights) / 2 + self.C * float(np.vdot(short, short))
            gradient = weights - 2 * self.C * (X.T @ (targets * short))
            return value, solve_triangular(factor, gradient, lower=True).ravel()

        options = {"maxiter": self.max_iter, "ftol": self.tol, "gtol": 0}
        found = minimize(objective, np.zeros(np.prod(shape)), jac=True, method="L-BFGS-B", options=options)
        self.coef_ = solve_triangular(factor, found.x.reshape(shape), lower=True, trans="T")
        return self

    def decision_function(self, X: np.ndarray) -> np.ndarray:
        """Return scores, larger for likelier classes, shape (n,) for two classes, otherwise (n, classes)."""
        scores = _with_ones(X) @ self.coef_
        return scores.ravel() if len(self.classes_) == 2 else scores

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the class of each row."""
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(1)]


def _with_ones(X: np.ndarray) -> np.ndarray:
    return np.hstack([X, np.ones((len(X), 1), X.dtype)])
