"""Which cells compute on a GPU, and what their processes see of the others. No GPU is needed: two are simulated."""

import threading
from types import SimpleNamespace

from listed_gpus import TWO

from snnbench.config.model import Limits
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import outcomes_on_device, replications_of
from snnbench.runs.child import Assignment
from snnbench.runs.compute import Replication
from snnbench.runs.isolated import Processes
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

METHOD = """
import os, sys, time
from dataclasses import dataclass

@dataclass(frozen=True)
class SeesGPU:
    folder: str
    name: str = "SeesGPU"
    modules: tuple = ("method_on_gpu",)
    uses_gpu: bool = True
    independent_settings: bool = True

    def run(self, problem, trials):
        assert "torch.cuda" not in sys.modules or not sys.modules["torch"].cuda.is_initialized()
        open(f"{self.folder}/{os.environ['CUDA_VISIBLE_DEVICES']} {problem.device} {os.getpid()}", "w").close()
        # The other cell is at work at the same time, or has ended without.
        while len(os.listdir(self.folder)) < 2:
            time.sleep(0.05)
        for trial in trials:
            trial.validation_score = trial.test_score = 0.5
"""


def test_an_estimator_that_says_so_is_computed_on_a_gpu(machine):
    machine(TWO)
    mine = {"name": "Mine", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    values = {"run": "x", "tasks": ["sklearn-iris"], "methods": ["Mine"], "grids": {}}
    for gpu, device in ((True, "cuda"), (False, "cpu")):
        config = read_config({**values, "estimators": [{**mine, "gpu": gpu}]})
        assert {one.device for one in replications_of(load_task("sklearn-iris"), "Mine", config)} == {device}
    config = read_config({**values, "estimators": [{**mine, "gpu": True}], "device": "cpu"})
    assert replications_of(load_task("sklearn-iris"), "Mine", config)[0].device == "cpu"


def test_two_cells_run_at_once_and_each_sees_one_gpu(machine, tmp_path, monkeypatch):
    machine(TWO)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "method_on_gpu.py").write_text(METHOD)
    seen = tmp_path / "seen"
    seen.mkdir()
    from method_on_gpu import SeesGPU

    method, task = SeesGPU(str(seen)), load_task("sklearn-iris")
    protocol, search = TrainingProtocol(), Search()
    names = ("sklearn", "sklearn-iris", 0, 0, "SeesGPU", [{}], 0)
    replication = Replication(*names, protocol, search, 256, "float32", device="cuda")
    finished = [FinishedTrials(Store(str(tmp_path / "store")), "ab")]
    assignment = Assignment(task, method, [replication], finished, finished)
    ended = []

    def must_not_wait(seconds):
        raise AssertionError("a cell waits although a GPU is free")

    def cell(number):
        try:
            ended.extend(outcomes_on_device(assignment, 1, Processes([]), Limits()))
        finally:
            (seen / f"ended {number}").touch()

    monkeypatch.setattr("snnbench.runs.gpu_slot.time", SimpleNamespace(sleep=must_not_wait))
    threads = [threading.Thread(target=cell, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.reason for outcome in ended] == ["ok", "ok"]
    gpus_of_cells = sorted(path.name.split()[:2] for path in seen.glob("GPU-*"))
    assert gpus_of_cells == [["GPU-aaaa", "cuda"], ["GPU-bbbb", "cuda"]]
