"""Which GPUs are visible, who may take which, and what a cell's process sees. No GPU is needed: two are simulated."""

import threading
from types import SimpleNamespace

import pytest

from snnbench.config.model import Limits
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs import gpus
from snnbench.runs.cells import outcomes_on_device, replications_of
from snnbench.runs.child import Assignment
from snnbench.runs.compute import Replication
from snnbench.runs.gpu_slot import environment_of_gpu, slots_folder
from snnbench.runs.gpus import NoGPU, asks_for_gpu, decided_device, is_allocated, visible_gpus
from snnbench.runs.isolated import Processes
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

TWO = "GPU 0: NVIDIA X (UUID: GPU-aaaa)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
DIVIDED = (
    "GPU 0: NVIDIA X (UUID: GPU-aaaa)\n  MIG 1g.5gb Device 0: (UUID: MIG-1111)\n"
    "  MIG 1g.5gb Device 1: (UUID: MIG-2222)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
)
BOTH_DIVIDED = DIVIDED + "  MIG 1g.5gb Device 0: (UUID: MIG-3333)\n"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Simulate a machine by what nvidia-smi lists."""
    for name in ("CUDA_VISIBLE_DEVICES", "SLURM_JOB_GPUS", "SLURM_STEP_GPUS", "SLURM_JOB_ID", "PBS_JOBID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gpus, "_torch_can", lambda: True)
    monkeypatch.setattr(gpus, "_counted", tuple)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def machine(listed, **variables):
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\ncat <<'END'\n{listed}END\n")
        tool.chmod(0o755)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        visible_gpus.cache_clear()

    yield machine
    visible_gpus.cache_clear()


@pytest.mark.parametrize(
    ("listed", "shown", "expected"),
    [
        (TWO, None, ("GPU-aaaa", "GPU-bbbb")),
        (TWO, "1", ("GPU-bbbb",)),
        (TWO, "1, 0", ("GPU-bbbb", "GPU-aaaa")),
        (TWO, "GPU-bbbb", ("GPU-bbbb",)),
        (TWO, "", ()),
        (TWO, "-1", ()),
        (TWO, "NoDevFiles", ()),
        (TWO, "0,7,1", ("GPU-aaaa",)),
        (TWO, "0,x,1", ("GPU-aaaa",)),
        (DIVIDED, None, ("MIG-1111", "MIG-2222", "GPU-bbbb")),
        (DIVIDED, "MIG-2222", ("MIG-2222",)),
        (BOTH_DIVIDED, None, ("MIG-1111", "MIG-2222", "MIG-3333")),
        ("", None, ()),
    ],
)
def test_visible_gpus_have_their_unique_names(machine, listed, shown, expected):
    machine(listed, **({} if shown is None else {"CUDA_VISIBLE_DEVICES": shown}))
    assert visible_gpus() == expected


def test_a_gpu_that_is_asked_for_and_missing_is_an_error_at_once(machine):
    machine(TWO, CUDA_VISIBLE_DEVICES="")
    with pytest.raises(NoGPU, match=r"device: cuda, but no GPU is visible.*CUDA_VISIBLE_DEVICES is ''.*device: cpu"):
        decided_device("cuda")
    assert decided_device("auto") == decided_device("cpu") == "cpu"
    machine(TWO, CUDA_VISIBLE_DEVICES="0")
    assert decided_device("auto") == decided_device("cuda") == "cuda"


def test_a_cpu_build_of_torch_has_no_gpu(monkeypatch):
    monkeypatch.setattr(gpus, "_torch_can", lambda: False)
    visible_gpus.cache_clear()
    assert visible_gpus() == ()
    visible_gpus.cache_clear()


def test_an_allocated_gpu_is_not_waited_for(machine):
    machine(TWO, CUDA_VISIBLE_DEVICES="0", SLURM_JOB_GPUS="3")
    assert is_allocated()
    with environment_of_gpu(1) as one, environment_of_gpu(1) as two:
        assert one == two == {"CUDA_VISIBLE_DEVICES": "GPU-aaaa"}
    assert not slots_folder().exists()


@pytest.mark.parametrize("job", [{"PBS_JOBID": "1"}, {"SLURM_JOB_ID": "1", "SLURM_JOB_GPUS": "0,1"}])
def test_a_single_gpu_in_a_job_counts_as_allocated_and_several_do_not(machine, job):
    machine(TWO, CUDA_VISIBLE_DEVICES="0", **job)
    assert is_allocated()
    machine(TWO, CUDA_VISIBLE_DEVICES="0,1", **job)
    assert not is_allocated()


@pytest.mark.parametrize("variable", ["SLURM_JOB_GPUS", "SLURM_STEP_GPUS"])
def test_cells_inside_one_allocation_spread_over_its_gpus(machine, variable):
    machine(TWO, **{variable: "2,3"})
    with environment_of_gpu(1) as one, environment_of_gpu(1) as two:
        assert {one["CUDA_VISIBLE_DEVICES"], two["CUDA_VISIBLE_DEVICES"]} == {"GPU-aaaa", "GPU-bbbb"}


def test_slots_lie_in_temporary_space_of_the_machine(machine, tmp_path):
    machine(TWO)
    with environment_of_gpu(1) as one, environment_of_gpu(1) as two:
        assert {one["CUDA_VISIBLE_DEVICES"], two["CUDA_VISIBLE_DEVICES"]} == {"GPU-aaaa", "GPU-bbbb"}
    names = sorted(path.name for path in slots_folder().iterdir())
    assert names == ["GPU-aaaa-0.lock", "GPU-bbbb-0.lock"]
    assert tmp_path / "temporary" in slots_folder().parents


def test_an_estimator_that_says_so_is_computed_on_a_gpu(machine):
    machine(TWO)
    mine = {"name": "Mine", "estimator": "sklearn.tree.DecisionTreeClassifier"}
    values = {"run": "x", "tasks": ["sklearn-iris"], "methods": ["Mine"], "grids": {}}
    for gpu, device in ((True, "cuda"), (False, "cpu")):
        config = read_config({**values, "estimators": [{**mine, "gpu": gpu}]})
        assert {one.device for one in replications_of(load_task("sklearn-iris"), "Mine", config)} == {device}
    config = read_config({**values, "estimators": [{**mine, "gpu": True}], "device": "cpu"})
    assert replications_of(load_task("sklearn-iris"), "Mine", config)[0].device == "cpu"


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


@pytest.mark.parametrize(
    ("asked", "listed", "asks"),
    [("cuda", "", True), ("cuda", TWO, True), ("auto", "", False), ("auto", TWO, True), ("cpu", TWO, False)],
)
def test_a_scheduler_is_asked_for_a_gpu_where_networks_will_train_on_one(machine, asked, listed, asks):
    machine(listed)
    assert asks_for_gpu(asked) is asks
