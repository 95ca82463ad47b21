"""The SVM on approximate features against scikit-learn's solver of the same problem."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.svm import LinearSVC

from snnbench.methods.linear_svm import SquaredHingeSVM
from snnbench.methods.svm import KernelSVM


@pytest.mark.parametrize("load", [load_breast_cancer, load_digits])
@pytest.mark.parametrize("C", [0.01, 1.0])
def test_finds_the_optimum_of_liblinear(load, C):
    X, y = load(return_X_y=True)
    X = (X - X.mean(0)) / (X.std(0) + 1e-9)
    ours = SquaredHingeSVM(C, tol=1e-12, max_iter=5000).fit(X, y)
    theirs = LinearSVC(C=C, dual=False, tol=1e-8, max_iter=10000).fit(X, y)
    np.testing.assert_allclose(ours.coef_[:-1].T, theirs.coef_, atol=1e-3 * np.abs(theirs.coef_).max())
    np.testing.assert_allclose(ours.coef_[-1], theirs.intercept_, atol=1e-3 * np.abs(theirs.intercept_).max())
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=0.02)


def test_the_default_tolerance_predicts_like_the_optimum():
    X, y = load_digits(return_X_y=True)
    X = (X - X.mean(0)) / (X.std(0) + 1e-9)
    fast, exact = (KernelSVM(10, 1, exact_rows=0, components=200, random_state=0) for _ in range(2))
    fast.fit(X.astype(np.float32), y)
    exact.fit(X, y)
    exact.model_[-1].set_params(tol=1e-10).fit(exact.model_[0].transform(X), y)
    assert not fast.exact_
    assert np.mean(fast.predict(X) == exact.predict(X)) > 0.995
