"""Tasks are written and described, and the overview joins what groups of them say."""

import csv
import json
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import load_iris

from snnbench.config.read import read_config
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.splits import Split
from snnbench.data.task import Task
from snnbench.runs import prepare
from snnbench.runs.overview import NothingToTrainOn, write_overview
from snnbench.runs.prepare import prepare_tasks
from snnbench.runs.state import next_attempt

NAMES = ["zoo", "sklearn-iris", "my-own"]


def config(**changes):
    values = {"run": "x", "tasks": ["zoo", "sklearn-iris"], "methods": ["NaiveBayes"], "grids": {}}
    return read_config({**values, **changes})


@pytest.fixture
def sources(monkeypatch):
    """What tasks are loaded from, by name: an error is raised."""
    found = {
        "zoo": TaskUnavailable("zoo", "nowhere\nto be found"),
        "my-own": TaskUnavailable("my-own", "not here"),
        "sklearn-iris": load_task("sklearn-iris"),
    }

    def load(name, *more):
        found["cores"] = more[-1]
        if isinstance(found[name], Exception):
            raise found[name]
        return found[name]

    monkeypatch.setattr(prepare, "load_task", load)
    return found


@pytest.fixture
def prepared(tmp_path, sources):
    def prepared(names=NAMES, attempt=(3,), **changes):
        output = SimpleNamespace(tasks=str(tmp_path), descriptions=str(tmp_path / "d"), state=str(tmp_path / "s"))
        prepare_tasks(names, config(**changes), output, *attempt)
        return {row["name"]: row for row in json.loads((tmp_path / "d").read_text())}

    return prepared


def test_a_task_is_written_and_described(prepared, tmp_path):
    iris, task = prepared()["sklearn-iris"], Task.load(tmp_path / "sklearn-iris.npz")
    assert (iris["suite"], iris["metric"], iris["status"]) == ("sklearn", "accuracy", "ok")
    assert (iris["rows"], iris["features"], iris["classes"], iris["splits"]) == (150, 4, 3, 1)
    np.testing.assert_array_equal(task.y, load_iris().target)
    assert iris["test_rows"] == len(task.splits[0].test)
    assert iris["train_rows"] == len(task.splits[0].train)
    # Of as many rows of each class each answer is right on a third.
    assert iris["majority_score"] == pytest.approx(1 / 3, abs=0.02)
    assert iris["notes"] == "; ".join(task.notes)
    assert iris["content_hash"] == task.content_hash()


def test_pieces_with_other_folds_of_a_task_have_the_same_hash(prepared):
    parts = [{"folds": [0]}, {"folds": [1, 2]}]
    assert len({prepared(["sklearn-iris"], part=part)["sklearn-iris"]["content_hash"] for part in parts}) == 1


def test_an_unavailable_task_is_described_from_the_catalog_and_tried_again(prepared, tmp_path):
    described = prepared()
    zoo, own = described["zoo"], described["my-own"]
    assert (zoo["suite"], zoo["rows"], zoo["features"], zoo["classes"]) == ("uci", 101, 16, 7)
    assert (zoo["status"], zoo["train_rows"], zoo["splits"], zoo["metric"]) == ("nowhere to be found", None, 0, "")
    assert own["suite"] == "user"
    with pytest.raises(TaskUnavailable, match="not here"):
        Task.load(tmp_path / "my-own.npz")
    assert next_attempt(tmp_path / "s") == 4
    failures = json.loads((tmp_path / "s").read_text())["failures"]
    assert [failure["what"] for failure in failures] == ["zoo", "my-own"]
    assert prepared(["sklearn-iris"]).keys() == {"sklearn-iris"}
    assert next_attempt(tmp_path / "s") == 3, "nothing is to be tried again"


def test_the_first_attempt_computes_on_one_core(prepared, sources, tmp_path):
    prepared(["sklearn-iris"], attempt=())
    assert (sources["cores"], next_attempt(tmp_path / "s")) == (1, 0)
    prepared(["sklearn-iris"], attempt=(2, 5))
    assert (sources["cores"], next_attempt(tmp_path / "s")) == (5, 2)


def test_a_description_averages_over_the_folds_and_shows_the_last_of_a_refit(prepared, sources):
    rows = np.arange(20)
    y = np.where(rows < 14, 0, 1)
    splits = [Split(rows[:8], rows[8:10], rows[10:]), Split(rows[:6], rows[6:9], rows[14:])]
    parts = {"name": "zoo", "suite": "uci", "X": rows[:, None].astype(np.float32), "y": y, "splits": splits}
    sources["zoo"] = Task(**parts, metric="accuracy", classes=("a", "b"), notes=("one", "two"))
    first, both = prepared(["zoo"])["zoo"], prepared(["zoo"], folds="all")["zoo"]
    # Class a is most frequent in training: right on 4 of 10 test rows, and on none of 6.
    assert (first["splits"], first["majority_score"]) == (1, pytest.approx(0.4))
    assert (both["splits"], both["majority_score"]) == (2, pytest.approx(0.2))
    assert (both["train_rows"], both["test_rows"], both["notes"]) == (8, 10, "one; two")
    for more, tested in (([], 6), ([Split(rows[:6], rows[6:9], rows[15:])], 5)):
        parts["splits"] = splits + more
        sources["zoo"] = Task(**parts, metric="accuracy", classes=("a", "b"), refit=True)
        again = prepared(["zoo"], folds="all")["zoo"]
        assert (again["splits"], again["train_rows"], again["test_rows"]) == (1, 6, tested)
        assert again["majority_score"] == pytest.approx(0.4)


def test_a_part_without_folds_of_a_task_has_no_majority_score(prepared, sources):
    assert np.isnan(prepared(["sklearn-iris"], part={"folds": [1]})["sklearn-iris"]["majority_score"])


def test_every_faulty_task_is_named_and_nothing_is_described(prepared, sources, tmp_path):
    sources["zoo"] = DataError("a row too many")
    with pytest.raises(DataError, match="zoo: a row too many"):
        prepared()
    with pytest.raises(DataError, match="zoo: a row too many\ntask 'my-own' is unavailable: not here"):
        prepared(missing="fail")
    assert not (tmp_path / "d").exists()
    assert not (tmp_path / "s").exists()


@pytest.fixture
def overview(tmp_path):
    def overview(*groups, **changes):
        paths = []
        for number, group in enumerate(groups):
            paths.append(str(tmp_path / f"{number}.json"))
            (tmp_path / f"{number}.json").write_text(json.dumps(group))
        output = SimpleNamespace(tasks=str(tmp_path / "tasks.csv"), device=str(tmp_path / "device.json"))
        write_overview(paths, config(**changes), output)
        with (tmp_path / "tasks.csv").open(newline="") as file:
            return list(csv.DictReader(file)), json.loads((tmp_path / "device.json").read_text())

    return overview


def test_an_overview_has_all_tasks_in_the_order_of_the_config(overview):
    iris, zoo = {"name": "sklearn-iris", "status": "ok"}, {"name": "zoo", "status": "nowhere"}
    rows, device = overview([iris], [zoo], device="cpu")
    assert rows == [zoo, iris]
    assert device == {"device": "cpu"}
    # A GPU that is asked for is not looked for here.
    assert overview([iris, zoo], device="cuda")[1] == {"device": "cuda"}


def test_auto_is_decided_by_what_this_machine_has(overview, monkeypatch):
    for gpus, device in (((), "cpu"), (("GPU-a",), "cuda")):
        monkeypatch.setattr("snnbench.runs.gpus.visible_gpus", lambda gpus=gpus: gpus)
        assert overview([{"name": "zoo", "status": "ok"}], device="auto")[1] == {"device": device}


def test_without_any_task_there_is_nothing_to_train_on(overview, tmp_path):
    with pytest.raises(NothingToTrainOn, match=r"  zoo: nowhere\n  sklearn-iris: lost\nSet SNNBENCH_MIRROR"):
        overview([{"name": "sklearn-iris", "status": "lost"}, {"name": "zoo", "status": "nowhere"}])
    assert not (tmp_path / "tasks.csv").exists()
