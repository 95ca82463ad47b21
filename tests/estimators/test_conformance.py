"""The estimators in scikit-learn: its own checks, pipelines, grid search."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from snnbench import FNNClassifier, SNNClassifier
from snnbench.methods.registry import NETS
from snnbench.methods.svm import KernelSVM


@parametrize_with_checks(
    [
        SNNClassifier(),
        FNNClassifier("ResNet", epochs=30, hidden_layers=2, hidden_units=16, protocol="paper"),
        KernelSVM(),
    ],
    expected_failed_checks=lambda _: {
        "check_sample_weight_equivalence_on_dense_data": "repeated rows make other mini-batches, as in SGDClassifier"
    },
)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("method", NETS)
def test_every_network_learns_iris(method):
    X, y = load_iris(return_X_y=True)
    net = FNNClassifier(method, hidden_layers=2, random_state=0).fit(X, y)
    assert net.score(X, y) > 0.85
    assert net.best_epoch_ == len(net.training_loss_)
    assert net.training_loss_[-1] < net.training_loss_[0]


def test_works_in_a_pipeline_and_a_grid_search():
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    pipeline = make_pipeline(StandardScaler(), SNNClassifier(hidden_layers=2, epochs=60, random_state=0))
    search = GridSearchCV(pipeline, {"snnclassifier__learning_rate": [0.01, 0.1]}, cv=3).fit(X, names)
    assert search.best_score_ > 0.85
    assert set(search.predict(X)) <= set(names)


def test_same_random_state_gives_the_same_bits():
    X, y = load_iris(return_X_y=True)
    first, second = (SNNClassifier(dropout=0.1, random_state=3).fit(X, y).predict_proba(X) for _ in range(2))
    np.testing.assert_array_equal(first, second)
