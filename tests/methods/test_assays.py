"""One classifier per assay."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import roc_auc_score

from snnbench.data.splits import Split
from snnbench.data.task import Task
from snnbench.methods.assays import fit_assay_by_assay
from snnbench.methods.method import Problem
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search


@pytest.fixture
def make_problem():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(300, 4)).astype(np.float32)
    y = (X[:, :2] + 0.5 * generator.normal(size=(300, 2)) > 0).astype(np.float32)
    y[generator.random(y.shape) < 0.2] = np.nan

    def make_problem(labels=y):
        split = Split(np.arange(200), np.arange(200, 250), np.arange(250, 300))
        task = Task("toy", "user", X, labels, [split], "mean_auc", ("a", "b"))
        return Problem(task.prepare(0), 2, "mean_auc", 0, TrainingProtocol(), Search())

    return make_problem


def test_scores_are_the_mean_over_assays_of_those_with_a_label(make_problem):
    problem = make_problem()
    validation, test, predictions = fit_assay_by_assay(LogisticRegression(), problem)
    expected = []
    for part in ("validation", "test"):
        areas = []
        for assay in range(2):
            (X, y), (Z, z) = problem.rows.train, getattr(problem.rows, part)
            known, scored = np.isfinite(y[:, assay]), np.isfinite(z[:, assay])
            model = LogisticRegression().fit(X[known], y[known, assay])
            areas.append(roc_auc_score(z[scored, assay], model.predict_proba(Z[scored])[:, 1]))
        expected.append(np.mean(areas))
    assert (validation, test) == pytest.approx(expected)
    assert predictions.shape == (50, 2)
    scored = np.isfinite(problem.rows.test.y[:, 1])
    assert predictions[scored, 1].min() >= 0


def test_records_that_disagree_count_for_the_nearer_class_in_training_and_not_in_scoring(make_problem):
    labels = make_problem().rows
    y = np.concatenate([labels.train.y, labels.validation.y, labels.test.y])
    soft = y.copy()
    soft[:200][y[:200] == 1] = 0.75
    assert fit_assay_by_assay(LogisticRegression(), make_problem(soft))[:2] == pytest.approx(
        fit_assay_by_assay(LogisticRegression(), make_problem(y))[:2]
    )
    undecided, missing = y.copy(), y.copy()
    undecided[:50], missing[:50] = 0.5, np.nan
    undecided[260:270], missing[260:270] = 0.25, np.nan
    assert fit_assay_by_assay(LogisticRegression(), make_problem(undecided))[:2] == pytest.approx(
        fit_assay_by_assay(LogisticRegression(), make_problem(missing))[:2]
    )


def test_a_model_without_probabilities_is_scored_by_its_decisions(make_problem):
    validation, _, predictions = fit_assay_by_assay(RidgeClassifier(), make_problem())
    assert validation > 0.8
    assert predictions is None


def test_an_assay_with_one_class_among_the_scored_rows_is_left_out(make_problem):
    problem = make_problem()
    y = np.concatenate([problem.rows.train.y, problem.rows.validation.y, problem.rows.test.y])
    y[250:, 1] = 1
    _, test, _ = fit_assay_by_assay(RandomForestClassifier(10, random_state=0), make_problem(y))
    assert np.isfinite(test)
