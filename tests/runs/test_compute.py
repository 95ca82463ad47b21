"""What a replication that failed in part leaves for the next call."""

import pytest

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
