"""What a cell is doing stands in a file while it is computed, and only then."""

import logging
import os
import re
import threading
import time
from pathlib import Path

import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs import at_work
from snnbench.runs.at_work import AtWork, file_at_work, lines_at_work
from snnbench.runs.cells import run_cells
from snnbench.runs.isolated import InThisProcess
from snnbench.training import progress

GRID = {"hidden_units": [8], "hidden_layers": [2, 4], "learning_rate": [0.1]}
CONFIG = {
    "run": "x",
    "tasks": ["sklearn-iris"],
    "methods": ["SNN"],
    "grids": {"default": {"SNN": GRID}},
    "protocol": {"epochs": 12},
}


@pytest.fixture
def handler(tmp_path, monkeypatch):
    monkeypatch.setattr(at_work, "SECONDS_BETWEEN_LINES", 0.01)
    (tmp_path / "line").touch()
    made = AtWork(tmp_path / "line")
    monkeypatch.setattr(progress.log, "level", logging.DEBUG)
    progress.log.addHandler(made)
    yield made
    progress.log.removeHandler(made)


def wait_until(holds):
    while not holds():
        time.sleep(0.005)


def test_what_is_inside_ends_with_what_is_around_it(handler):
    lines = []
    for _ in progress.counted("stack", "ab"):
        for _ in progress.counted("epoch", "123"):
            lines.append(handler.line)
        progress.tell("stack", 1, 2)
        lines.append(handler.line)
    assert lines[:4] == [*(f"stack 1 of 2, epoch {n} of 3" for n in (1, 2, 3)), "stack 1 of 2"]
    assert lines[4] == "stack 2 of 2, epoch 1 of 3"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [(("%(what)s goes on", {"what": "it"}), "it goes on"), (("all is well",), "all is well")],
)
def test_what_tells_no_number_is_shown_as_it_is(handler, arguments, line):
    progress.log.debug(*arguments)
    assert handler.line == line


def test_the_last_line_before_a_long_computation_is_written(handler):
    for number in range(1, 30):
        progress.tell("setting", number, 40)
    wait_until(lambda: handler.path.read_text() == "setting 29 of 40")
    progress.tell("setting", 3, 40)
    wait_until(lambda: handler.path.read_text() == "setting 3 of 40")
    progress.tell("setting", 1, 40)
    wait_until(lambda: handler.path.read_text() == "setting 1 of 40")


def test_a_line_that_stays_is_written_once(handler):
    progress.tell("epoch", 1, 2)
    wait_until(lambda: handler.path.read_text() == "epoch 1 of 2")
    time.sleep(0.05)
    os.utime(handler.path, (1000, 1000))
    time.sleep(0.1)
    assert handler.path.stat().st_mtime == 1000


def test_no_process_waits_for_the_thread_that_writes(tmp_path):
    before = set(threading.enumerate())
    AtWork(tmp_path / "line")
    (started,) = set(threading.enumerate()) - before
    assert started.daemon


def test_a_file_that_was_removed_is_not_made_again(handler):
    handler.path.unlink()
    progress.tell("epoch", 1, 2)
    time.sleep(0.1)
    assert not handler.path.exists()


def test_files_are_there_while_cells_are_computed(tmp_path):
    with file_at_work(tmp_path, "iris", "SNN") as one, file_at_work(tmp_path, "iris", "SVM"):
        one.write_text("stack 1 of 2")
        assert lines_at_work(tmp_path, 0) == {("iris", "SNN"): "stack 1 of 2", ("iris", "SVM"): ""}
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_behind_is_not_shown(tmp_path):
    with file_at_work(tmp_path, "iris", "SNN") as path:
        os.utime(path, (1000, 1000))
        assert lines_at_work(tmp_path, since=1001) == {}
        assert lines_at_work(tmp_path, since=1000) == {("iris", "SNN"): ""}
    path.parent.mkdir(parents=True)
    path.write_text("stack 1 of 2")
    with file_at_work(tmp_path, "iris", "SNN"):
        assert lines_at_work(tmp_path, 0) == {("iris", "SNN"): ""}


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / at_work.FOLDER).touch()
    with file_at_work(tmp_path, "iris", "SNN") as path:
        assert path is None


def test_a_folder_that_another_job_removes_at_that_moment_is_made_again(tmp_path, monkeypatch):
    write, removed = Path.write_text, []

    def write_text(self, text):
        if not removed:
            removed.append(self.parent)
            self.parent.rmdir()
            self.parent.parent.rmdir()
        return write(self, text)

    monkeypatch.setattr(Path, "write_text", write_text)
    with file_at_work(tmp_path, "iris", "SNN") as path:
        assert path.read_text() == ""
    assert removed


def test_networks_tell_their_stack_and_epoch(handler, tmp_path):
    run_cells(load_task("sklearn-iris"), ["SNN"], read_config(CONFIG), tmp_path, executor=InThisProcess())
    assert re.fullmatch(r"stack (\d+) of \1, epoch 12 of 12", handler.line)


WAITS = """
import time
from pathlib import Path
from sklearn.dummy import DummyClassifier
class Waits(DummyClassifier):
    def __init__(self, path="", strategy="prior"):
        super().__init__(strategy=strategy)
        self.path = path
    def fit(self, X, y):
        while " of 2, setting " not in Path(self.path).read_text():
            time.sleep(0.01)
        return super().fit(X, y)
"""


def test_the_process_of_a_cell_tells_where_it_is(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "waiting.py").write_text(WAITS)
    path = str(tmp_path / "x" / at_work.FOLDER / "sklearn-iris" / "Waits")
    own = {"name": "Waits", "estimator": "waiting.Waits", "arguments": {"path": path}}
    own["grid"] = {"strategy": ["prior", "most_frequent"]}
    changes = {"estimators": [own], "grids": {}, "repeats": {"sklearn": 2}, "limits": {"seconds": 600}}
    log = tmp_path / "cells.log"
    config = read_config({**CONFIG, "methods": ["Waits"], **changes})
    rows = run_cells(load_task("sklearn-iris"), ["Waits"], config, tmp_path, log_file=str(log))
    assert set(rows["status"].to_pylist()) == {"ok"}
    assert "setting" not in log.read_text()
    assert not (tmp_path / "x" / at_work.FOLDER).exists()


def test_a_killed_cell_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "dying.py").write_text(
        "import os\nfrom sklearn.dummy import DummyClassifier\n"
        "class Dies(DummyClassifier):\n    def fit(self, X, y): os.kill(os.getpid(), 9)\n"
    )
    own = [{"name": "Dies", "estimator": "dying.Dies"}]
    config = read_config({**CONFIG, "methods": ["Dies"], "estimators": own, "grids": {}})
    rows = run_cells(load_task("sklearn-iris"), ["Dies"], config, tmp_path)
    assert "SIGKILL" in rows["status"][0].as_py()
    assert not (tmp_path / "x" / at_work.FOLDER).exists()
