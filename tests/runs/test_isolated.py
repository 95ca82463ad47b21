"""A cell that is killed, exits, hangs or leaves its mark takes no other with it."""

import contextlib
import dataclasses
import math
import re
import time
from multiprocessing import forkserver
from types import SimpleNamespace

import numpy as np
import psutil
import pyarrow.parquet as pq
import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.methods.registry import METHODS
from snnbench.nets.architectures import ARCHITECTURES, register, unregister
from snnbench.runs import isolated
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of
from snnbench.runs.isolated import Processes

OWN = """
import os, signal, subprocess, sys, time, warnings
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

class Own(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.majority_ = self.classes_[counts.argmax()]
        self.harm(X)
        return self
    def harm(self, X): pass
    def predict(self, X):
        return np.full(len(X), self.majority_)

class Killed(Own):
    def harm(self, X): os.kill(os.getpid(), signal.SIGKILL)
class KilledInRealTime(Own):
    def harm(self, X): os.kill(os.getpid(), 40)
class Exits(Own):
    def harm(self, X): sys.exit(3)
class EndsProcess(Own):
    def harm(self, X): os._exit(7)
class Raises(Own):
    def harm(self, X): raise ValueError("a\\x00b\\ud800c\\n" + "x" * 10_000_000)
class Prints(Own):
    def harm(self, X):
        print("printed by the method")
        print("an error of the method", file=sys.stderr)
        subprocess.run(["echo", "printed by its child"])
class LeavesMarks(Own):
    def harm(self, X):
        import torch
        torch.set_default_dtype(torch.float64)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        os.environ["MARK"] = "left"
        os.chdir("/")
class FindsMarks(Own):
    def harm(self, X):
        import torch
        assert torch.get_default_dtype() == torch.float32
        assert np.geterr()["over"] == "warn"
        assert "MARK" not in os.environ
        assert os.getcwd() != "/"
        warnings.warn("no error")
class WritesToRows(Own):
    def harm(self, X): X[:] = 0
class Hangs(Own):
    def harm(self, X):
        # Its child lives until the test says so, and tells that it did.
        script = 'until [ -e "$0.over" ]; do sleep 0.1; done; touch "$0.outlived"'
        child = subprocess.Popen(["sh", "-c", script, __file__])
        with open(__file__ + ".part", "w") as file:
            file.write(str(child.pid))
        os.rename(__file__ + ".part", __file__ + ".hangs")
        time.sleep(100_000)
class DiesOnce(Own):
    def harm(self, X):
        marker = __file__ + ".died"
        if not os.path.exists(marker):
            open(marker, "w").close()
            os._exit(1)
class FindsKernels(Own):
    def harm(self, X):
        assert "snnbench.nets.kernels.batch_norm" in sys.modules
class Hoards(Own):
    def harm(self, X):
        held = []
        while True:
            held.append(np.ones(2**20))
            time.sleep(0.01)
class HoardsOnce(Hoards):
    def harm(self, X):
        marker = __file__ + ".hoarded"
        if not os.path.exists(marker):
            open(marker, "w").close()
            super().harm(X)
class HoardsInAChild(Own):
    def harm(self, X):
        subprocess.run([sys.executable, "-c", "held = b'x' * 1_500_000_000; import time; time.sleep(100_000)"])
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "own_estimators.py").write_text(OWN)

    def run(*names, default_seconds=None, **changes):
        estimators = [{"name": name, "estimator": f"own_estimators.{name}"} for name in names if name not in METHODS]
        config = {"run": "x", "tasks": ["sklearn-iris"], "methods": list(names), "estimators": estimators}
        config = read_config({**config, "grids": {"default": {"SVM": {"C": [1, 10]}}}, **changes})
        log = str(tmp_path / "cells.log")
        rows = run_cells(
            load_task("sklearn-iris"), names, config, tmp_path, log_file=log, default_seconds=default_seconds
        )
        return runs_of(rows.to_pandas()).set_index("method").loc[list(names)]

    return run


def test_whatever_a_method_does_the_others_go_on(own, tmp_path, capfd):
    marks = ("LeavesMarks", "FindsMarks")
    runs = own("Killed", "KilledInRealTime", "Exits", "EndsProcess", "Raises", "Prints", *marks, "SVM")
    assert "killed by SIGKILL" in runs.loc["Killed", "status"]
    assert runs.loc["KilledInRealTime", "status"] == "failed: its process was killed by signal 40"
    assert runs.loc["Exits", "status"] == "failed: SystemExit: 3"
    assert runs.loc["EndsProcess", "status"] == "failed: it ended its process with exit code 7"
    assert runs.loc[["Prints", *marks, "SVM"], "status"].eq("ok").all()
    reason = runs.loc["Raises", "status"]
    assert "ValueError: a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c xx" in reason
    assert len(reason) <= 500
    reason.encode()
    log = (tmp_path / "cells.log").read_text()
    for line in ("printed by the method", "an error of the method", "printed by its child"):
        assert line in log
    assert "printed by" not in "".join(capfd.readouterr())


def test_a_failure_is_never_kept_and_tried_again(own, tmp_path):
    runs = own("Killed", "SVM")
    assert runs["status"].tolist() != ["ok", "ok"]
    text = (tmp_path / "own_estimators.py").read_text()
    (tmp_path / "own_estimators.py").write_text(text.replace("os.kill(os.getpid(), signal.SIGKILL)", "pass"))
    assert own("Killed", "SVM")["status"].tolist() == ["ok", "ok"]


@pytest.mark.parametrize("limit", [{"limits": {"seconds": 3}}, {"default_seconds": 3}])
def test_a_method_that_hangs_is_ended_with_what_it_started(own, tmp_path, monkeypatch, limit):
    hangs, over, outlived = (tmp_path / f"own_estimators.py.{name}" for name in ("hangs", "over", "outlived"))
    # The limit is reached once the method hangs, however long the machine takes until then.
    monkeypatch.setattr(isolated, "time", SimpleNamespace(monotonic=lambda: 1000.0 * hangs.exists()))
    try:
        runs = own("Hangs", "SVM", **limit)
    finally:
        over.touch()
    assert re.fullmatch(r"failed: it took more than 3 seconds \(limits.seconds\)", runs.loc["Hangs", "status"])
    with contextlib.suppress(psutil.NoSuchProcess):
        child = psutil.Process(int(hangs.read_text()))
        while child.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.05)
    assert not outlived.exists()
    assert runs.loc["SVM", "status"] == "ok"


def test_a_config_may_ask_for_no_limit_of_the_time(own):
    assert own("SVM", default_seconds=1e-6)["status"].tolist() != ["ok"]
    assert own("SVM", default_seconds=1e-6, limits={"seconds": math.inf})["status"].tolist() == ["ok"]


@pytest.mark.parametrize("name", ["Hoards", "HoardsInAChild"])
def test_a_method_that_hoards_memory_is_ended(own, name):
    runs = own(name, "SVM", limits={"megabytes": 1500})
    assert "MB of memory, and 1,500 are allowed (limits.megabytes)" in runs.loc[name, "status"]
    assert runs.loc["SVM", "status"] == "ok"


def test_a_limit_ends_the_rest_of_the_cell(own):
    """What hoards once is likely to do so again, and the other repeats would take as long."""
    runs = own("HoardsOnce", limits={"megabytes": 1500}, repeats={"sklearn": 2})
    assert len(runs) == 2
    assert runs["status"].str.contains("MB of memory", regex=False).all()


def test_kernels_are_loaded_before_processes_fork_where_networks_train_on_the_cpu():
    def kernels(*names, device="cpu"):
        loaded = Processes([METHODS[name] for name in names], device).preloaded
        return {name.rpartition(".")[2] for name in loaded if ".kernels." in name}

    assert {"linear", "softmax", "batch_norm"} < kernels("BatchNorm", "SVM")
    assert not kernels("BatchNorm") & {"selu", "highway"}
    assert kernels("BatchNorm", device="cuda") == kernels("SVM", "RandomForest") == set()


def test_a_process_finds_the_kernels_loaded(own):
    # An earlier test has started the fork server for methods of its own.
    forkserver._forkserver._stop()
    grid = {"BatchNorm": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}, "FindsKernels": {}}
    runs = own("FindsKernels", "BatchNorm", grids={"default": grid}, protocol={"epochs": 2})
    assert runs["status"].tolist() == ["ok", "ok"]


def test_rows_cannot_be_changed_for_the_next_setting(own):
    alone = own("SVM").loc["SVM"]
    runs = own("WritesToRows", "SVM", seed=0)
    assert "read-only" in runs.loc["WritesToRows", "status"]
    assert runs.loc["SVM", "test_score"] == alone["test_score"]


def test_a_dying_process_costs_one_replication_only(own, tmp_path):
    own("DiesOnce", repeats={"sklearn": 3})
    rows = pq.read_table(tmp_path / "x/cells/sklearn-iris/DiesOnce.parquet").to_pandas()
    assert rows["status"].str.startswith("failed").tolist() == [True, False, False]
    assert np.isfinite(rows["test_score"]).tolist() == [False, True, True]


def test_a_network_that_is_registered_here_trains_in_the_process_of_its_cell(tmp_path):
    record = dataclasses.replace(ARCHITECTURES["SNN"], name="Eighth", in_paper=False)
    register(record)
    try:
        grid = {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}
        values = {"run": "x", "tasks": ["sklearn-iris"], "methods": ["Eighth"], "protocol": {"epochs": 11}}
        config = read_config({**values, "grids": {"default": {"Eighth": grid}}})
        rows = run_cells(load_task("sklearn-iris"), ["Eighth"], config, tmp_path).to_pandas()
    finally:
        unregister("Eighth")
    assert rows["status"].tolist() == ["ok"]
