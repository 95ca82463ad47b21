"""How long the estimators are trained, on which rows, and what they tell of it."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning

from snnbench import FNNClassifier, SNNClassifier
from snnbench.training.stack import Stack


def test_divergence_is_an_error_that_says_what_to_do():
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match="try a lower learning_rate"):
        FNNClassifier("MSRAinit", hidden_layers=32, learning_rate=1e4, random_state=0).fit(X, y)


def test_features_are_scaled_by_the_rows_that_are_trained_on():
    X, y = load_iris(return_X_y=True)
    short = {"epochs": 2, "min_steps": 0, "members": 1, "random_state": 0, "validation_fraction": 0.4}
    held_out = SNNClassifier(**short, refit=False).fit(X, y)._scaler
    assert held_out.n_samples_seen_ == 90
    assert not np.allclose(held_out.mean_, X.mean(0), rtol=1e-4)
    refitted = SNNClassifier(**short, refit=True).fit(X, y)._scaler
    np.testing.assert_allclose(refitted.mean_, X.mean(0))


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


def test_a_fit_without_held_out_rows_has_no_validation_curve():
    X, y = load_iris(return_X_y=True)
    net = SNNClassifier(epochs=2, min_steps=0, members=1, validation_fraction=0.3).fit(X, y)
    assert len(net.validation_curve_) == 2
    assert not hasattr(net.set_params(validation_fraction=0).fit(X, y), "validation_curve_")
