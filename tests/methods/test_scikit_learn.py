"""Fitting the settings of a scikit-learn classifier."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.neural_network import MLPClassifier

from snnbench.data.load import load_task
from snnbench.methods.method import Problem
from snnbench.methods.perceptron import Perceptron
from snnbench.methods.registry import METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.runs.compute import trials_of
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search


@pytest.fixture
def problem():
    task = load_task("sklearn-breast-cancer")
    return Problem(task.prepare(0), len(task.classes), "accuracy", 0, TrainingProtocol(), Search())


def test_a_grown_ensemble_scores_like_one_fitted_at_once(problem):
    """In any order of the grid, also next to a setting that fails."""
    settings = [
        {"learning_rate": rate, "max_iter": size} for rate, size in [(0.1, 20), (0.1, -1), (0.3, 5), (0.1, 5), (0.3, 9)]
    ]
    trials = trials_of(settings, "boosting", seed=0)
    METHODS["GradientBoosting"].run(problem, trials)
    assert [trial.status == "ok" for trial in trials] == [True, False, True, True, True]
    for trial in trials:
        if trial.status != "ok":
            assert "max_iter" in trial.status
            continue
        alone = HistGradientBoostingClassifier(**trial.hyperparameters).fit(*problem.rows.train)
        assert trial.validation_score == np.mean(alone.predict(problem.rows.validation.X) == problem.rows.validation.y)
        assert trial.test_score == np.mean(alone.predict(problem.rows.test.X) == problem.rows.test.y)
        assert trial.seconds > 0


class Vandal(DummyClassifier):
    """Changes the rows that it is given."""

    def fit(self, X, y):
        X[:] = 0
        return super().fit(X, y)


def test_an_estimator_cannot_change_the_rows(problem):
    before = problem.rows.train.X.copy()
    trials = trials_of([{}], "vandal", seed=0)
    ScikitLearn("Vandal", f"{__name__}.Vandal").run(problem, trials)
    assert trials[0].status == "failed: ValueError: assignment destination is read-only"
    np.testing.assert_array_equal(problem.rows.train.X, before)


@pytest.mark.parametrize(
    ("y", "stops_early"),
    [
        ([0] * 4 + [1] * 4, False),  # one row would be held out, of two classes
        ([0] * 40 + [1], False),
        ([0] * 40 + [1] * 20, True),
    ],
)
def test_the_perceptron_trains_on_few_rows(y, stops_early):
    X = np.random.default_rng(0).normal(size=(len(y), 3))
    model = Perceptron([8], max_iter=20, early_stopping=True, random_state=0).fit(X, y)
    assert model.early_stopping
    assert (model.validation_scores_ is not None) == stops_early
    reference = MLPClassifier([8], max_iter=20, early_stopping=stops_early, random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X), reference.predict_proba(X))


@pytest.mark.parametrize("name", ["balloons", "trains"])
def test_the_perceptron_has_a_score_on_the_smallest_tasks(name, mirror):
    task = load_task(name)
    trials = trials_of([{"hidden_layer_sizes": [4]}], name, seed=0)
    rows = Problem(task.prepare(0), len(task.classes), "accuracy", 0, TrainingProtocol(), Search())
    METHODS["MLP"].run(rows, trials)
    assert trials[0].status == "ok"
    assert 0 <= trials[0].test_score <= 1
