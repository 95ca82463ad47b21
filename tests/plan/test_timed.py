"""Methods are timed on this machine, by a few of their settings. No test asserts a time."""

import json
import math
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from snnbench.config.read import read_config_file
from snnbench.methods.registry import METHODS
from snnbench.plan import timed
from snnbench.plan.timed import times_longer
from snnbench.watch import machine


@pytest.mark.parametrize("method", ["SNN", "ResNet", "DecisionTree", "SVM"])
def test_timing_gives_a_positive_factor(method):
    assert 0 < times_longer(method, read_config_file("configs/demo.yaml").grid_of("sklearn", method)) < math.inf


def test_a_large_grid_is_timed_by_a_few_settings_of_middle_cost(monkeypatch):
    from snnbench.methods.networks import Net
    from snnbench.nets.architectures import ARCHITECTURES

    tried = []
    monkeypatch.setattr(Net, "run", lambda self, problem, trials: tried.append([t.hyperparameters for t in trials]))
    grid = read_config_file("configs/config.yaml").grid_of("uci", "SNN")
    times_longer("SNN", grid)
    costs = sorted(ARCHITECTURES["SNN"].step_operations(setting, 30, 2, rows=1) for setting in grid)
    timed = [ARCHITECTURES["SNN"].step_operations(setting, 30, 2, rows=1) for setting in tried[-1]]
    assert 1 <= len(timed) < len(grid) / 10
    assert costs[len(grid) // 4] <= np.median(timed) <= costs[3 * len(grid) // 4]


def test_the_process_that_times_says_each_factor_when_it_is_known():
    command = [sys.executable, "-m", "snnbench.plan.timed", "cpu"]
    asked = json.dumps({"PLS": [{"components": 1}], "NaiveBayes": [{}]})
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in told.splitlines()] == ["PLS", "NaiveBayes"]
    assert all(float(line.split()[1]) > 0 for line in told.splitlines())


def test_what_could_not_be_timed_in_time_is_left_out(cells):
    config = read_config_file("configs/quick.yaml")
    assert machine.times_longer(config, cells, seconds=0.01) == {}


def test_settings_that_fail_at_once_are_no_timings(monkeypatch):
    """The small task has fewer training rows than neighbours; counted as timings, they make the method look quick."""
    fine, failing = {"n_neighbors": 5}, {"n_neighbors": 500}
    tried = []

    def run(problem, trials):
        tried.append([trial.hyperparameters for trial in trials])
        for trial in trials:
            trial.seconds, trial.status = (1.0, "ok") if trial.hyperparameters == fine else (0.0, "failed: ValueError")

    monkeypatch.setattr(timed, "SECONDS", 1e9)
    with pytest.raises(
        ValueError, match=r"no setting of NearestNeighbours that was tried works on .*; the first failed"
    ):
        times_longer("NearestNeighbours", [failing])
    monkeypatch.setitem(METHODS, "NearestNeighbours", SimpleNamespace(run=run))
    alone = times_longer("NearestNeighbours", [fine])
    assert times_longer("NearestNeighbours", [fine, failing]) == pytest.approx(alone)
    assert tried[-1] == [fine, failing]


def test_a_method_that_cannot_be_timed_leaves_the_others_timed():
    command = [sys.executable, "-m", "snnbench.plan.timed", "cpu"]
    asked = json.dumps({"PLS": [{"components": "none"}], "NaiveBayes": [{}]})
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told[0].startswith("PLS failed: ")
    assert float(told[1].removeprefix("NaiveBayes ")) > 0


def test_what_could_not_be_timed_is_said_in_a_line(cells, monkeypatch, capsys):
    config = read_config_file("configs/quick.yaml")
    ended = subprocess.CompletedProcess(
        [], -11, b"SNN 2.0\nSVM failed: ValueError: x\n", b"Traceback\nthe last words\n"
    )
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    assert machine.times_longer(config, cells[cells["method"].isin(["SNN", "SVM", "PLS"])]) == {"SNN": 2.0}
    (line,) = capsys.readouterr().err.splitlines()
    assert "SVM failed: ValueError: x" in line
    assert "PLS failed: its process was killed by SIGSEGV (the last words), and none after it was timed" in line
