"""The scikit-learn estimators: scikit-learn's own conformance checks, pipelines, grid search."""

import pickle

import numpy as np
import own_modules
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from snnbench import FNNClassifier, SNNClassifier
from snnbench.methods.registry import NETS
from snnbench.methods.svm import KernelSVM
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.training.stack import Stack


@parametrize_with_checks(
    [
        SNNClassifier(min_steps=100, epochs=20, members=2, hidden_units=16),
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


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": "SNNN"}, "valid are SNN, MSRAinit"),
        ({"learning_rate": -1}, r"'learning_rate' .* must be a float in the range \(0.0, inf\). Got -1"),
        ({"learning_rate": np.float32(0)}, "'learning_rate'"),
        ({"dropout": 1.0}, "'dropout'"),
        ({"layer_form": "round"}, "'layer_form' .* must be a str among"),
        ({"l2": -1e-9}, "'l2'"),
        ({"bottleneck": 0}, "'bottleneck'"),
        ({"epochs": 0}, r"'epochs' .* must be an int in the range \[1, inf\) or None. Got 0"),
        ({"epochs": 10.5}, "'epochs'"),
        ({"min_steps": -1}, "'min_steps'"),
        ({"min_steps": 10, "max_steps": 9}, "min_steps=10 is wrong: max_steps is 9"),
        ({"batch_size": 1}, "'batch_size'"),
        ({"batch_size": -128}, "'batch_size'"),
        ({"smoothing": 0}, "'smoothing'"),
        ({"members": 0}, "'members'"),
        ({"average_weights": 1.0}, "'average_weights'"),
        ({"validation_fraction": 1.0}, "'validation_fraction'"),
        ({"validation_fraction": -0.1}, "'validation_fraction'"),
        ({"hidden_units": 0}, "'hidden_units'"),
        ({"hidden_units": None}, "hidden_units=None is wrong: SNN"),
        ({"protocol": "papers"}, "'protocol'"),
        ({"class_weight": "balance"}, "'class_weight'"),
        ({"method": "ResNet", "dropout": 0.1}, "dropout=0.1 is wrong: ResNet has no dropout"),
        ({"method": "Highway", "layer_form": "conic"}, "layer_form='conic' is wrong: Highway has no layer_form"),
        ({"block_form": "diavolo"}, "block_form='diavolo' is wrong: SNN has no block_form"),
        ({"device": "cuda:97"}, "device='cuda:97' is unavailable"),
        ({"device": "gpu"}, "device='gpu' is wrong"),
        ({"device": "meta"}, "device='meta' is wrong"),
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


def test_features_are_scaled_by_the_rows_that_are_trained_on():
    X, y = load_iris(return_X_y=True)
    short = {"epochs": 2, "min_steps": 0, "members": 1, "random_state": 0, "validation_fraction": 0.4}
    held_out = SNNClassifier(**short, refit=False).fit(X, y)._scaler
    assert held_out.n_samples_seen_ == 90
    assert not np.allclose(held_out.mean_, X.mean(0), rtol=1e-4)
    refitted = SNNClassifier(**short, refit=True).fit(X, y)._scaler
    np.testing.assert_allclose(refitted.mean_, X.mean(0))


FULL_BATCH = {
    "epochs": 30,
    "min_steps": 0,
    "batch_size": 1000,
    "members": 2,
    "dropout": 0,
    "average_weights": 0,
    "hidden_units": 8,
    "learning_rate": 0.3,
    "random_state": 0,
}


def test_a_row_of_weight_two_counts_like_two_rows():
    X, y = load_iris(return_X_y=True)
    weights = np.random.default_rng(0).integers(0, 4, len(y))
    weighted = SNNClassifier(**FULL_BATCH).fit(X, y, sample_weight=weights).predict_proba(X)
    repeated = SNNClassifier(**FULL_BATCH).fit(X.repeat(weights, axis=0), y.repeat(weights)).predict_proba(X)
    alike = SNNClassifier(**FULL_BATCH).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(weighted, repeated, atol=1e-4)
    assert np.abs(weighted - alike).max() > 0.01


def test_weights_are_relative_and_rows_of_weight_zero_are_left_out():
    X, y = load_iris(return_X_y=True)
    counted = np.arange(len(y)) % 3 > 0
    options = {"epochs": 3, "min_steps": 0, "members": 1, "random_state": 0}
    zeros = SNNClassifier(**options).fit(X, y, sample_weight=7.0 * counted).predict_proba(X)
    left_out = SNNClassifier(**options).fit(X[counted], y[counted]).predict_proba(X)
    np.testing.assert_allclose(zeros, left_out, atol=1e-5)
    with pytest.raises(ValueError, match="at least one"):
        SNNClassifier().fit(X, y, sample_weight=0 * y)
    with pytest.raises(ValueError, match="y holds one class, 1"):
        SNNClassifier().fit(X, y, sample_weight=y == 1)
    with pytest.raises(ValueError, match="Negative values in data passed to `sample_weight`"):
        SNNClassifier().fit(X, y, sample_weight=y - 1.0)


def test_class_weights_are_the_weights_of_the_classes_rows():
    X, y = load_iris(return_X_y=True)
    X, y = X[30:], y[30:]
    balanced, by_row = SNNClassifier(class_weight="balanced", **FULL_BATCH), SNNClassifier(**FULL_BATCH)
    weights = (len(y) / (3 * np.bincount(y)))[y]
    np.testing.assert_array_equal(
        balanced.fit(X, y).predict_proba(X), by_row.fit(X, y, sample_weight=weights).predict_proba(X)
    )
    asked = SNNClassifier(class_weight={0: 2, 1: 1, 2: 1}, **FULL_BATCH).fit(X, y)
    twice = SNNClassifier(**FULL_BATCH).fit(X, y, sample_weight=np.where(y == 0, 2, 1))
    np.testing.assert_array_equal(asked.predict_proba(X), twice.predict_proba(X))


def test_the_papers_protocol_is_one_argument_away():
    X, y = load_iris(return_X_y=True)
    net = SNNClassifier(protocol="paper", random_state=0).fit(X, y)
    assert net.history_["training_loss"].shape == net.history_["validation_score"].shape == (100, 1)
    assert set(net.history_) == {"training_loss", "validation_score"}
    smoothed = np.convolve(net.validation_curve_, np.full(10, 0.1), mode="valid").round(9)
    assert net.best_epoch_ == smoothed.argmax() + 10
    assert net.score(X, y) > 0.85


def test_members_are_trained_again_on_all_rows_for_the_chosen_epochs():
    X, y = load_iris(return_X_y=True)
    options = {"epochs": 20, "members": 3, "random_state": 0}
    net = SNNClassifier(validation_fraction=0.3, **options).fit(X, y)
    epochs = net.history_["validation_score"].shape[0]
    smoothed = np.convolve(net.validation_curve_, np.full(10, 0.1), mode="valid").round(9)
    assert net.best_epoch_ == smoothed.argmax() + 10 <= epochs
    assert net.history_["refit_training_loss"].shape == (net.best_epoch_, 3)
    options["epochs"] = net.best_epoch_
    alone = SNNClassifier(validation_fraction=0, min_steps=0, **options).fit(X, y)
    np.testing.assert_array_equal(net.predict_proba(X), alone.predict_proba(X))


def test_members_are_averaged_and_differ():
    X, y = load_iris(return_X_y=True)
    options = {"epochs": 5, "min_steps": 0, "dropout": 0, "random_state": 0}
    one, three = (SNNClassifier(members=count, **options).fit(X, y) for count in (1, 3))
    assert one.history_["training_loss"].shape == (5, 1)
    losses = three.history_["training_loss"]
    np.testing.assert_allclose(losses[:, 0], one.training_loss_, rtol=1e-4)
    assert len(np.unique(losses[-1])) == 3
    assert np.abs(one.predict_proba(X) - three.predict_proba(X)).max() > 1e-3


def test_steps_are_bounded():
    X, y = load_iris(return_X_y=True)
    options = {"members": 1, "hidden_units": 4, "random_state": 0}
    for given, epochs in (
        ({}, 100),  # five steps an epoch
        ({"min_steps": 601}, 121),
        ({"epochs": 10, "min_steps": 0}, 10),
        ({"max_steps": 99, "min_steps": 0}, 19),
        ({"max_steps": 3, "min_steps": 0}, 1),
        ({"max_steps": 0, "epochs": 7, "min_steps": 0}, 7),
    ):
        assert len(SNNClassifier(**given, **options).fit(X, y).training_loss_) == epochs


def test_numpys_numbers_are_numbers():
    X, y = load_iris(return_X_y=True)
    numbers = {
        "hidden_units": np.int64(8),
        "hidden_layers": np.int32(2),
        "learning_rate": np.float32(0.05),
        "dropout": np.float64(0.1),
        "l2": np.float32(0),
        "members": np.int64(2),
        "epochs": np.int64(3),
        "min_steps": np.int16(0),
        "batch_size": np.uint8(50),
        "average_weights": np.float32(0.5),
        "validation_fraction": np.float64(0.2),
        "refit": np.bool_(False),
        "smoothing": np.int64(2),
        "verbose": np.bool_(False),
        "random_state": np.int64(0),
    }
    python = {name: value.item() for name, value in numbers.items()}
    np.testing.assert_array_equal(
        SNNClassifier(**numbers).fit(X, y).predict_proba(X), SNNClassifier(**python).fit(X, y).predict_proba(X)
    )


def test_progress_is_shown_when_asked_for(capsys):
    X, y = load_iris(return_X_y=True)
    SNNClassifier(epochs=3, min_steps=0, members=1).fit(X, y)
    assert capsys.readouterr().err == ""
    SNNClassifier(epochs=3, min_steps=0, members=1, verbose=True).fit(X, y)
    assert "3/3" in capsys.readouterr().err


def test_members_that_diverge_are_left_out_with_a_warning(monkeypatch):
    X, y = load_iris(return_X_y=True)
    take_step = Stack.take_step

    def diverge_once(self, *batch):
        take_step(self, *batch)
        if len(self.trials) == 3:
            self.losses[1] = float("nan")

    monkeypatch.setattr(Stack, "take_step", diverge_once)
    with pytest.warns(ConvergenceWarning, match="1 of 3 members diverged"):
        net = SNNClassifier(members=3, epochs=10, random_state=0).fit(X, y)
    assert net.history_["training_loss"].shape[1] == 2
    assert net.score(X, y) > 0.85


@pytest.mark.parametrize(
    ("method", "arguments", "optimizer"),
    [
        (torch.nn.GELU, None, None),
        (torch.nn.GELU("tanh"), None, None),
        (torch.tanh, None, None),
        (own_modules.swish, {"beta": 2.0}, None),
        (own_modules.ResMLP, {"width": 8}, None),
        (own_modules.ResMLP, {"width": 8, "dropout": 0.1}, torch.optim.AdamW),
        (own_modules.BatchNormed, None, None),
    ],
)
def test_an_activation_or_a_class_of_modules_is_a_method(method, arguments, optimizer):
    X, y = load_iris(return_X_y=True)
    rate = 0.01 if optimizer else 0.05
    options = {"epochs": 40, "members": 2, "learning_rate": rate, "random_state": 0}
    net = FNNClassifier(method, arguments=arguments, optimizer=optimizer, **options)
    first = net.fit(X, y).predict_proba(X)
    assert net.score(X, y) > 0.9
    np.testing.assert_array_equal(first, pickle.loads(pickle.dumps(net)).predict_proba(X))
    np.testing.assert_array_equal(first, clone(net).fit(X, y).predict_proba(X))
    assert not [name for name in ARCHITECTURES if name.startswith("<")]


def test_relu_as_an_activation_is_msra_init():
    X, y = load_iris(return_X_y=True)
    options = {"epochs": 10, "min_steps": 0, "random_state": 0}
    ours, built_in = (FNNClassifier(method, **options).fit(X, y) for method in (torch.relu, "MSRAinit"))
    np.testing.assert_allclose(ours.predict_proba(X), built_in.predict_proba(X), atol=1e-4)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": 3}, "'method'"),
        ({"method": torch.nn.PReLU}, "has parameters"),
        ({"method": "SNN", "arguments": {"beta": 1}}, "SNN takes none"),
        ({"method": torch.nn.GELU, "optimizer": torch.optim.Adam}, "only a class of modules has an optimiser"),
        ({"method": own_modules.ResMLP, "dropout": 0.1}, "dropout=0.1 is wrong: ResMLP has no dropout"),
        ({"method": own_modules.WrongShape}, "not logits of shape"),
    ],
)
def test_what_is_no_method_is_named(parameters, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        FNNClassifier(**parameters).fit(X, y)
