"""What a method is asked, and what a replication that failed in part leaves for the next call."""

import dataclasses

import numpy as np
import pytest
from sklearn.datasets import load_iris

from snnbench.data.load import load_task
from snnbench.runs.compute import Replication, compute
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

SETTINGS = [{"C": C} for C in (1, 2, 3)]


class FailsAtFirst:
    """A method whose second setting fails until it is mended."""

    independent_settings = True

    def __init__(self):
        self.tried, self.mended = [], False

    def run(self, problem, trials):
        for trial in trials:
            self.tried.append(trial.number)
            if trial.number == 1 and not self.mended:
                trial.status = "failed: MemoryError"
            else:
                trial.validation_score = trial.test_score = 0.5 + trial.number / 10


@pytest.fixture
def tried(tmp_path):
    """Compute a replication, and return its trials."""
    task = load_task("sklearn-iris")
    replication = Replication(
        "sklearn", task.name, 0, 0, "Own", SETTINGS, 0, TrainingProtocol(), Search(), 64, "float32", "cpu"
    )
    finished = FinishedTrials(Store(str(tmp_path)), "cell")
    return lambda method: compute(replication, task, method, finished, finished)


def test_only_what_failed_is_tried_again(tried):
    method = FailsAtFirst()
    first = tried(method)
    assert [trial.status for trial in first] == ["ok", "failed: MemoryError", "ok"]
    method.mended = True
    second = tried(method)
    assert method.tried == [0, 1, 2, 1]
    assert [trial.test_score for trial in second] == [0.5, 0.6, 0.7]
    assert {trial.status for trial in second} == {"ok"}


def test_a_failure_is_never_kept(tried):
    method = FailsAtFirst()
    tried(method)
    tried(method)
    assert method.tried == [0, 1, 2, 1]


def test_nothing_is_kept_where_all_is_well(tried):
    """The results are kept as a whole, by the caller."""
    method = FailsAtFirst()
    method.mended = True
    tried(method)
    tried(method)
    assert method.tried == [0, 1, 2, 0, 1, 2]


class Records:
    """A method that keeps the problems and seeds it is given."""

    name, independent_settings = "Records", False

    def __init__(self):
        self.problems, self.seeds = [], []

    def run(self, problem, trials):
        self.problems.append(problem)
        self.seeds.append([trial.seed for trial in trials])
        for trial in trials:
            trial.validation_score = trial.test_score = 0.5 + trial.hyperparameters["C"] / 10
            trial.seconds, trial.epochs = 2.0, 3


REPLICATION = Replication(
    *("uci", "sklearn-iris", 0, 0, "Records", SETTINGS, 7),
    *(TrainingProtocol(epochs=9), Search(by_depth=("uci", "tox21")), 64, "tf32", "cpu"),
)


def computed(tmp_path, task, replication=REPLICATION, **more):
    """Return the problems a method was given, the seeds of its trials, and the trials."""
    method, finished = Records(), FinishedTrials(Store(str(tmp_path)), "cell")
    trials = compute(replication, task, method, finished, finished, **more)
    return method.problems, method.seeds, trials


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_method_is_asked_what_the_replication_says(tmp_path, repeat):
    task = load_task("sklearn-iris")
    replication = dataclasses.replace(REPLICATION, repeat=repeat)
    (problem,), _, trials = computed(tmp_path, task, replication, device="cuda")
    assert [trial.number for trial in trials] == [0, 1, 2]
    assert [trial.hyperparameters for trial in trials] == SETTINGS
    assert (problem.classes, problem.metric, problem.device, problem.precision) == (3, "accuracy", "cuda", "tf32")
    assert (problem.protocol.epochs, problem.stack_megabytes, problem.by_depth) == (9, 64, True)
    np.testing.assert_array_equal(problem.rows.test.y, load_iris().target[task.splits[0].test])
    np.testing.assert_array_equal(problem.rows.validation.X, task.prepare(0, repeat).validation.X)
    assert not np.array_equal(problem.rows.validation.X, task.prepare(0, 1 - repeat).validation.X)
    (other,), _, _ = computed(tmp_path, task, dataclasses.replace(replication, suite="sklearn"))
    assert (other.by_depth, other.device) == (False, "cpu")


def test_each_replication_and_setting_has_seeds_of_its_own(tmp_path):
    task, seeds = load_task("sklearn-iris"), set()
    for change in ({}, {"repeat": 1}, {"method": "Other"}, {"task": "other"}, {"seed": 8}):
        (problem,), (of_trials,), _ = computed(tmp_path, task, dataclasses.replace(REPLICATION, **change))
        seeds |= {problem.seed, *of_trials}
    assert len(seeds) == 5 * 4


@pytest.fixture
def refit_task():
    """Two folds to choose on, and a third that scores what is chosen."""
    task = load_task("sklearn-iris")
    rows = np.random.default_rng(0).permutation(150)
    parts = [
        (rows[:50], rows[50:60], rows[60:70]),
        (rows[:40], rows[40:60], rows[60:75]),
        (rows[:90],) * 2 + (rows[90:],),
    ]
    return dataclasses.replace(
        task, refit=True, redraw_seed=None, splits=[type(task.splits[0])(*part) for part in parts]
    )


def test_repeats_of_a_refit_choose_by_the_seeds_of_the_first_and_train_with_their_own(tmp_path, refit_task):
    first, second = (
        computed(tmp_path, refit_task, dataclasses.replace(REPLICATION, repeat=repeat)) for repeat in (0, 1)
    )
    for problems, seeds, trials in (first, second):
        assert [len(problem.rows.train.y) for problem in problems] == [50, 40, 90]
        assert [len(some) for some in seeds] == [3, 3, 1]
        assert [trial.test_score for trial in trials][2] == pytest.approx(0.8)
        assert [problem.finished is None for problem in problems] == [False, False, True]
    (a, b, c), (d, e, f) = ([problem.seed for problem in problems] for problems, _, _ in (first, second))
    assert a == b == c == d == e != f
    assert first[1][:2] == second[1][:2]
    assert first[1][0] == first[1][1]
    assert first[1][2] == [first[1][0][2]]
    assert second[1][2] != first[1][2]
    # What choosing took is counted once.
    assert [(trial.seconds, trial.epochs) for trial in first[2]] == [(4.0, 6), (4.0, 6), (6.0, 9)]
    assert [(trial.seconds, trial.epochs) for trial in second[2]] == [(0.0, 0), (0.0, 0), (2.0, 3)]
