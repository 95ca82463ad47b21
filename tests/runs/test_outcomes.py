"""How outcomes become rows, under which limits they are asked for, and on which device. Nothing is trained here."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs import cells
from snnbench.runs.cells import replications_of, run_cells
from snnbench.runs.child import Outcome
from snnbench.training.trial import Trial

GRID = {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}
BASE = {"run": "x", "tasks": ["sklearn-iris"], "methods": ["SNN", "SVM"]}
BASE["grids"] = {"default": {"SNN": GRID, "SVM": {"C": [1, 10]}}}


class Ends:
    """An executor of which replications end with given reasons."""

    def __init__(self, *reasons):
        self.reasons, self.limits, self.assignments = list(reasons), None, []

    def run(self, assignment, limits):
        self.limits = limits
        self.assignments.append(assignment)
        for replication in assignment.replications[: len(self.reasons)]:
            reason = self.reasons.pop(0)
            scores = {"validation_score": 0.5, "test_score": 0.5, "status": "ok"}
            yield Outcome([Trial(setting, **scores) for setting in replication.settings[:1]] * (reason == "ok"), reason)


@pytest.fixture
def ended(tmp_path):
    def ended(*reasons, methods=("SVM",), **changes):
        config = read_config({**BASE, **changes})
        executor = Ends(*reasons)
        limits = {"default_megabytes": 1000, "default_seconds": 10}
        table = run_cells(load_task("sklearn-iris"), methods, config, tmp_path, executor=executor, **limits)
        return table.to_pandas(), executor

    return ended


def test_a_failure_is_a_row_and_the_replications_behind_it_go_on(ended):
    reasons = ["ok", "failed: OSError", "ok", "failed: it took long"]
    rows, _ = ended(*reasons, repeats={"sklearn": 4})
    assert rows["status"].tolist() == reasons
    assert rows["repeat"].tolist() == [0, 1, 2, 3]
    again, executor = ended("ok", "ok", repeats={"sklearn": 4})
    assert again["status"].tolist() == ["ok"] * 4
    assert [one.repeat for one in executor.assignments[0].replications] == [1, 3], "the others were kept"


def test_a_lost_outcome_is_no_silent_gap(ended):
    with pytest.raises(ValueError, match="zip"):
        ended("ok", repeats={"sklearn": 2})


@pytest.mark.parametrize(
    ("limits", "expected"),
    [({}, (10, 1000)), ({"seconds": 3}, (3, 1000)), ({"megabytes": 50}, (10, 50))],
)
def test_limits_of_the_config_go_before_the_defaults(ended, limits, expected):
    _, executor = ended("ok", limits=limits)
    assert (executor.limits.seconds, executor.limits.megabytes) == expected


def test_repeats_of_a_cell_share_the_memory_of_their_folds_and_no_other(ended):
    _, executor = ended("ok", "ok", repeats={"sklearn": 2})
    one, two = executor.assignments[0].folds_finished
    assert one == two
    assert len(set(executor.assignments[0].finished) | {one}) == 3


@pytest.mark.parametrize(
    ("methods", "device"), [(("SVM", "SNN"), "cpu"), (("SNN", "SVM"), "cpu"), (("SNN",), "cuda"), (("SVM",), "cpu")]
)
def test_kernels_are_loaded_where_a_method_that_is_missing_trains_on_the_cpu(tmp_path, monkeypatch, methods, device):
    made = []

    def processes(methods, device):
        made.append(([method.name for method in methods], device))
        return Ends(*["ok"] * 9)

    monkeypatch.setattr(cells, "decided_device", lambda asked: "cuda")
    monkeypatch.setattr(cells, "environment_of_gpu", lambda jobs: nullcontext({"CUDA_VISIBLE_DEVICES": "GPU-a"}))
    monkeypatch.setattr(cells, "Processes", processes)
    run_cells(load_task("sklearn-iris"), methods, read_config({**BASE, "repeats": {"sklearn": 1}}), tmp_path)
    assert made == [(list(methods), device)]


def test_a_refit_has_one_split(tmp_path):
    task = load_task("sklearn-iris")
    first = task.splits[0]
    task = replace(task, refit=True, splits=[first, first, first])
    config = read_config({**BASE, "repeats": {"sklearn": 2}, "folds": "all"})
    assert [(one.split, one.repeat) for one in replications_of(task, "SVM", config)] == [(0, 0), (0, 1)]


@pytest.mark.parametrize("error", [SyntaxError("line 2"), ModuleNotFoundError("no module 'own'")])
def test_a_source_that_cannot_be_read_is_the_reason_of_each_replication(ended, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(cells, "key_of_replication", fail)
    rows, executor = ended(repeats={"sklearn": 2})
    assert rows["status"].tolist() == [f"failed: {type(error).__name__}: {error}"] * 2
    assert not executor.assignments
