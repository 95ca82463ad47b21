"""Fitting the settings of a scikit-learn classifier."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from snnbench.data.load import load_task
from snnbench.methods.method import Problem
from snnbench.methods.registry import METHODS
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
