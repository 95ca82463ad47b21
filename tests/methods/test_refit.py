"""Choosing on folds and training again: what is averaged, what is chosen, what is looked at."""

import math
from dataclasses import fields

import numpy as np
import pytest

from snnbench.config.read import read_config
from snnbench.data.splits import Split
from snnbench.data.task import Task
from snnbench.methods.method import Problem
from snnbench.methods.networks import Net
from snnbench.methods.refit import choose_on_folds, refit
from snnbench.methods.registry import METHODS
from snnbench.runs.cells import replications_of
from snnbench.runs.compute import Replication, compute
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.trial import Trial

PROTOCOL = TrainingProtocol(epochs=6, smoothing=2, batch_size=16)


class Remembered:
    """A memory of finished trials in a dictionary."""

    def __init__(self):
        self.kept = {}

    def recall(self, trials):
        known = [self.kept.get(trial.number) for trial in trials]
        if None in known:
            return False
        for trial, values in zip(trials, known, strict=True):
            trial.__dict__.update(values)
        return True

    def keep(self, trials):
        self.kept |= {trial.number: dict(vars(trial)) for trial in trials}


class NotFinished:
    """A memory of finished trials that holds none."""

    def recall(self, trials):
        return False

    def keep(self, trials):
        pass


class Scripted:
    """A method whose validation curves are given, per fold and setting."""

    independent_settings = False

    def __init__(self, curves, statuses=None):
        self.curves, self.statuses, self.calls = list(curves), statuses or {}, []

    def run(self, problem, trials):
        self.calls.append((problem, [trial.number for trial in trials]))
        if not self.curves:  # training again
            for trial in trials:
                trial.epochs, trial.test_score = problem.protocol.epochs, 0.75
                trial.status = self.statuses.get(trial.hyperparameters["name"], "ok")
            return
        for trial, curve in zip(trials, self.curves.pop(0), strict=True):
            if isinstance(curve, str):
                trial.status = curve
            elif isinstance(curve, float):
                trial.validation_score = curve
            else:
                trial.validation_curve, trial.training_loss = list(curve), [1.0] * len(curve)
                trial.validation_score, trial.epochs = max(curve), len(curve)
            trial.seconds = 1.0


@pytest.fixture
def problem():
    rows = make_task().prepare(0)
    return Problem(rows, 2, "mean_auc", 0, PROTOCOL, Search())


def make_task(refit=True):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(120, 5)).astype(np.float32)
    y = (X[:, :2] + 0.3 * generator.normal(size=(120, 2)) > 0).astype(np.float32)
    fold = np.arange(80) % 4
    folds = [Split(np.flatnonzero(fold != i), np.flatnonzero(fold == i), np.flatnonzero(fold == i)) for i in range(4)]
    last = Split(np.arange(80), np.arange(20), np.arange(80, 120))
    splits = [*folds, last] if refit else [last]
    return Task("toy", "tox21", X, y, splits, "mean_auc", ("a", "b"), refit=refit)


def trials(*names):
    return [Trial({"name": name}, number, number) for number, name in enumerate(names)]


def test_the_mean_curve_over_the_folds_chooses_the_epoch(problem):
    tried = trials("x")
    method = Scripted([[[0.5, 0.9, 0.9, 0.1]], [[0.5, 0.5, 0.7, 0.9]]])
    choose_on_folds(method, [problem, problem], tried)
    assert tried[0].validation_curve == pytest.approx([0.5, 0.7, 0.8, 0.5])
    assert (tried[0].epoch, tried[0].validation_score) == (3, 0.75)
    assert math.isnan(tried[0].test_score)
    assert tried[0].seconds == 2


def test_a_setting_that_fails_on_one_fold_cannot_be_chosen(problem):
    tried = trials("x", "y")
    choose_on_folds(Scripted([[[0.9, 0.9], [0.5, 0.5]], ["diverged in epoch 1", [0.5, 0.5]]]), [problem] * 2, tried)
    assert tried[0].status == "fold 1: diverged in epoch 1"
    assert not tried[0].can_be_chosen
    assert tried[1].can_be_chosen


def test_methods_without_epochs_are_chosen_by_their_mean_score(problem):
    tried = trials("x", "y")
    choose_on_folds(Scripted([[0.6, 0.9], [0.8, 0.4]]), [problem] * 2, tried)
    assert [trial.validation_score for trial in tried] == pytest.approx([0.7, 0.65])
    assert [trial.epoch for trial in tried] == [0, 0]


@pytest.mark.parametrize("name", ["SNN", "NaiveBayes"])
def test_repeats_do_not_choose_again(name):
    """The second repeat finds the folds' trials finished, and trains the chosen one only."""
    memory, method, counted = Remembered(), METHODS[name], []
    setting = {"hidden_units": 8, "hidden_layers": 2, "learning_rate": 0.1, "dropout": 0.0} if name == "SNN" else {}

    class Counting(type(method)):
        def run(self, problem, trials):
            counted.append(len(trials))
            super().run(problem, trials)

    counting = Counting(**{field.name: getattr(method, field.name) for field in fields(method) if field.init})
    chosen = []
    for repeat in (0, 1):
        replication = Replication(
            "tox21", "toy", 0, repeat, name, [setting], 0, PROTOCOL, Search(), 64, "float32", "cpu"
        )
        chosen.append(compute(replication, make_task(), counting, NotFinished(), memory)[0].validation_score)
    assert chosen[0] == chosen[1]
    assert len(memory.kept) == 4
    if name == "NaiveBayes":
        assert len(counted) == 4 + 2  # four folds, and a fit on all rows per repeat


def test_only_the_chosen_setting_is_trained_again_and_for_its_epochs(problem):
    tried = trials("x", "y")
    tried[0].validation_score, tried[0].epoch = 0.8, 4
    tried[1].validation_score, tried[1].epoch = 0.7, 2
    method = Scripted([])
    refit(method, problem, tried)
    assert [math.isnan(trial.test_score) for trial in tried] == [False, True]
    ((asked, numbers),) = method.calls
    assert numbers == [0]
    assert (asked.protocol.epochs, asked.protocol.smoothing, asked.search.strategy) == (4, 4, "grid")


def test_the_next_best_is_trained_where_the_best_fails(problem):
    tried = trials("x", "y")
    tried[0].validation_score, tried[1].validation_score = 0.8, 0.7
    refit(Scripted([], {"x": "diverged in epoch 2"}), problem, tried)
    assert tried[0].status == "on all rows: diverged in epoch 2"
    assert tried[1].test_score == 0.75


@pytest.mark.parametrize("name", ["SNN", "RandomForest"])
def test_a_cell_with_refit(name):
    """Each depth is trained again on all rows; repeats share the choice, not the training."""
    grid = [
        {"hidden_units": 8, "hidden_layers": d, "learning_rate": r, "dropout": 0.0} for d in (2, 3) for r in (0.1, 0.01)
    ]
    forests = [{"max_features": features, "n_estimators": 10} for features in ("sqrt", 1.0)]
    settings = grid if name == "SNN" else forests
    search, method = Search(by_depth=("tox21",)), METHODS[name]
    first, second, again = (
        compute(
            Replication("tox21", "toy", 0, r, name, settings, 0, PROTOCOL, search, 64, "float32", "cpu"),
            make_task(),
            method,
            NotFinished(),
            NotFinished(),
        )
        for r in (0, 1, 0)
    )
    scored = [trial.number for trial in first if not math.isnan(trial.test_score)]
    assert len(scored) == (2 if name == "SNN" else 1)
    assert [t.validation_score for t in first] == [t.validation_score for t in second]
    assert [t.test_score for t in first if t.number in scored] != [t.test_score for t in second if t.number in scored]
    np.testing.assert_array_equal([t.test_score for t in first], [t.test_score for t in again])
    assert all(0.5 < first[number].test_score <= 1 for number in scored)


def test_a_part_without_the_first_fold_computes_nothing_again():
    values = {"run": "x", "tasks": ["tox21"], "methods": ["SNN"], "grids": "configs/search/quick.yaml", "repeats": {}}
    parts = [read_config(values | {"part": part}) for part in ({}, {"folds": [0]}, {"folds": [1, 2]})]
    found = [[one.split for one in replications_of(make_task(), "SNN", config)] for config in parts]
    assert found == [[0], [0], []]


def test_training_again_is_training_on_all_rows_for_that_many_epochs():
    """It gives the score of a plain training on the last split that ends after the chosen epoch."""
    task, settings = make_task(), [{"hidden_units": 8, "hidden_layers": 2, "learning_rate": 0.1, "dropout": 0.05}]
    part = Replication("tox21", "toy", 0, 0, "SNN", settings, 0, PROTOCOL, Search(), 64, "float32", "cpu")
    (chosen,) = compute(part, task, Net("SNN"), NotFinished(), NotFinished())
    epochs = {"epochs": chosen.epoch, "smoothing": chosen.epoch}
    plain = Replication(
        "tox21", "toy", 0, 0, "SNN", settings, 0, PROTOCOL.model_copy(update=epochs), Search(), 64, "float32", "cpu"
    )
    (expected,) = compute(plain, make_task(refit=False), Net("SNN"), NotFinished(), NotFinished())
    assert expected.epoch == chosen.epoch
    assert chosen.test_score == expected.test_score
