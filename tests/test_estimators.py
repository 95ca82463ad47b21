"""The scikit-learn estimators: scikit-learn's own conformance checks, pipelines, grid search."""

import numpy as np
import pytest
import torch
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
        SNNClassifier(epochs=40, hidden_layers=2, hidden_units=16),
        FNNClassifier("ResNet", epochs=30, hidden_layers=2, hidden_units=16),
        KernelSVM(),
    ]
)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("method", NETS)
def test_every_network_learns_iris(method):
    X, y = load_iris(return_X_y=True)
    net = FNNClassifier(method, hidden_layers=2, random_state=0).fit(X, y)
    assert net.score(X, y) > 0.85
    assert 10 <= net.best_epoch_ <= 100
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


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": "SNNN"}, "valid are SNN, MSRAinit"),
        ({"learning_rate": -1}, "learning_rate=-1 is wrong: it must be a positive number"),
        ({"dropout": 1.0}, "rate of at least 0 and below 1"),
        ({"layer_form": "round"}, "rectangular or conic"),
    ],
)
def test_wrong_parameters_are_named(parameters, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        FNNClassifier(**parameters).fit(X, y)


def test_divergence_is_an_error_that_says_what_to_do():
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match="try a lower learning_rate"):
        FNNClassifier("MSRAinit", hidden_layers=32, learning_rate=1e4, random_state=0).fit(X, y)


@pytest.mark.parametrize(
    ("fixed_point", "message"),
    [
        ((5, 1), "no SELU with positive alpha and lambda"),
        ((0, -1), "a positive variance"),
        (2, "fixed_point=2 is wrong: it must be a mean and a variance"),
    ],
)
def test_impossible_fixed_points_are_named(fixed_point, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        SNNClassifier(fixed_point=fixed_point).fit(X, y)


def test_activations_go_to_the_fixed_point_that_was_asked_for():
    generator = np.random.default_rng(0)
    X, y = generator.normal(size=(400, 50)), np.arange(400) % 2
    options = {"hidden_units": 400, "hidden_layers": 20, "learning_rate": 1e-9, "epochs": 1, "random_state": 0}
    for variance in (1, 2):
        net = SNNClassifier(fixed_point=(0, variance), **options).fit(X, y)._network
        x = torch.from_numpy(X).unsqueeze(0)
        for layer in net.hidden:
            x = layer.forward(x, training=False)
        assert float(x.mean()) == pytest.approx(0, abs=0.1)
        assert float(x.var()) == pytest.approx(variance, rel=0.15)
    dropping = SNNClassifier(fixed_point=(0, 2), dropout=0.1, **options).fit(X, y)
    assert dropping._network.hidden[0].layers[1].dropout.dropped_value == pytest.approx(-1.97126 * 1.06071, abs=1e-4)


def test_the_default_fixed_point_is_the_papers():
    X, y = load_iris(return_X_y=True)
    first, second = (
        SNNClassifier(random_state=0, epochs=5, **more).fit(X, y).predict_proba(X)
        for more in ({}, {"fixed_point": [0, 1]})
    )
    np.testing.assert_array_equal(first, second)
