"""Probabilities for the test rows are recorded where the metric is the mean AUC of assays."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from snnbench.data.task import PreparedSplit, Rows
from snnbench.methods.method import Problem
from snnbench.methods.train_networks import train_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

ASSAYS = 4


def problem(metric, finished=None):
    generator = np.random.default_rng(0)
    parts = []
    for rows in (120, 50, 60):
        x = generator.normal(size=(rows, 13)).astype(np.float32)
        y = (x[:, :ASSAYS] + generator.normal(size=(rows, ASSAYS)) > 0).astype(np.float32)
        y[generator.random(y.shape) < 0.2] = np.nan
        parts.append(Rows(x, y if metric == "mean_auc" else (x[:, 0] > 0).astype(np.int64)))
    classes = ASSAYS if metric == "mean_auc" else 2
    protocol = TrainingProtocol(epochs=12, batch_size=32, smoothing=3)
    return Problem(PreparedSplit(*parts), classes, metric, 0, protocol, Search(), finished=finished)


@pytest.mark.parametrize("method", ["SNN", "ResNet"])
def test_a_trials_predictions_give_its_test_score(method, trials_of):
    trials, about = trials_of(method), problem("mean_auc")
    train_nets(method, about, trials)
    labels = about.rows.test.y
    known = ~np.isnan(labels)
    for trial in trials:
        predictions = trial.test_predictions
        assert predictions.shape == labels.shape
        assert predictions.dtype == np.float32
        assert ((predictions >= 0) & (predictions <= 1)).all()
        aucs = [roc_auc_score(labels[known[:, i], i], predictions[known[:, i], i]) for i in range(ASSAYS)]
        # Probabilities may tie where outputs do not.
        assert np.mean(aucs) == pytest.approx(trial.test_score, abs=1e-6)


def test_no_predictions_for_other_metrics(trials_of):
    trials = trials_of("SNN")[:2]
    train_nets("SNN", problem("accuracy"), trials)
    assert all(trial.test_predictions is None for trial in trials)


def test_finished_stacks_are_asked_and_told(trials_of):
    """What was finished before is not trained again."""
    told = []
    nothing = SimpleNamespace(recall=lambda trials: False, keep=lambda trials: told.append(list(trials)))
    trials = trials_of("SNN")
    train_nets("SNN", problem("mean_auc", nothing), trials)
    assert sorted(trial.number for stack in told for trial in stack) == [trial.number for trial in trials]
    untouched = trials_of("SNN")
    train_nets("SNN", problem("mean_auc", SimpleNamespace(recall=lambda trials: True)), untouched)
    assert all(trial.epochs == 0 for trial in untouched)
