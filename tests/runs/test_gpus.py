"""Which GPUs are visible, who may take which, and what a cell's process sees. No GPU is needed: two are simulated."""

import threading
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest

from snnbench.config.model import Limits
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs import gpu_slot, gpus
from snnbench.runs.cells import outcomes_on_device, replications_of
from snnbench.runs.child import Assignment
from snnbench.runs.compute import Replication
from snnbench.runs.gpu_slot import environment_of_gpu, slots_folder
from snnbench.runs.gpus import JOB_VARIABLES, NoGPU, UnknownOrder, asks_for_gpu, decided_device, visible_gpus
from snnbench.runs.isolated import Processes
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search

ONE = "GPU 0: NVIDIA X (UUID: GPU-aaaa)\n"
TWO = "GPU 0: NVIDIA X (UUID: GPU-aaaa)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
DIVIDED = (
    "GPU 0: NVIDIA X (UUID: GPU-aaaa)\n  MIG 1g.5gb Device 0: (UUID: MIG-1111)\n"
    "  MIG 1g.5gb Device 1: (UUID: MIG-2222)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
)
BOTH_DIVIDED = DIVIDED + "  MIG 1g.5gb Device 0: (UUID: MIG-3333)\n"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Simulate a machine by what nvidia-smi lists."""
    for name in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "SLURM_JOB_GPUS", "SLURM_STEP_GPUS", *JOB_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(gpus, "_torch_can", lambda: True)
    monkeypatch.setattr(gpus, "_counted", tuple)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    # Only of the slots: sockets of processes that start meanwhile would have too long a path there.
    monkeypatch.setattr(gpu_slot, "tempfile", SimpleNamespace(gettempdir=lambda: str(tmp_path / "temporary")))

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
        (TWO, "0,2,1", ("GPU-aaaa",)),
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
    with pytest.raises(ValueError, match="no GPU is visible"), environment_of_gpu(1):
        pass
    machine(TWO, CUDA_VISIBLE_DEVICES="0")
    assert decided_device("auto") == decided_device("cuda") == "cuda"


@pytest.mark.parametrize(("can", "build"), [(True, "can"), (False, "was built so that it cannot")])
def test_a_missing_gpu_is_explained_by_the_variable_and_the_build(machine, monkeypatch, can, build):
    machine("")
    monkeypatch.setattr(gpus, "_torch_can", lambda: can)
    with pytest.raises(NoGPU, match=rf"CUDA_VISIBLE_DEVICES is not set; torch {build} compute on one"):
        decided_device("cuda")


@pytest.mark.parametrize("tool", [None, f"#!/bin/sh\ncat <<'END'\n{TWO}END\nexit 15\n", "#!/bin/sh\n"])
def test_where_nvidia_smi_does_not_tell_torch_counts(tmp_path, monkeypatch, tool):
    """It ends with 15 where one of the GPUs is lost."""
    if tool:
        (tmp_path / "nvidia-smi").write_text(tool)
        (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if tool else str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(gpus, "_torch_can", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 3)
    visible_gpus.cache_clear()
    assert visible_gpus() == ("0", "1", "2")
    visible_gpus.cache_clear()


def test_a_cpu_build_of_torch_has_no_gpu(monkeypatch):
    monkeypatch.setattr(gpus, "_torch_can", lambda: False)
    visible_gpus.cache_clear()
    assert visible_gpus() == ()
    visible_gpus.cache_clear()


@contextmanager
def jobs(monkeypatch, *environments):
    """Cells that hold a GPU at the same time, each in the environment of its job; yields what each sees."""
    with ExitStack() as held:
        seen = []
        for environment in environments:
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            seen.append(held.enter_context(environment_of_gpu(1))["CUDA_VISIBLE_DEVICES"])
        yield seen


@pytest.mark.parametrize("variable", ["SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "LSB_JOBINDEX"])
def test_jobs_of_their_own_allocations_do_not_wait_for_each_other(machine, monkeypatch, variable):
    machine(TWO, CUDA_VISIBLE_DEVICES="0")
    with jobs(monkeypatch, {variable: "1[0].server"}, {variable: "2"}) as seen:
        assert seen == ["GPU-aaaa", "GPU-aaaa"]


def test_jobs_inside_one_allocation_of_one_gpu_take_turns(machine, monkeypatch):
    """``salloc --gpus=1`` and local jobs of Snakemake, which shared the GPU whatever ``jobs_per_gpu`` said."""
    machine(TWO, CUDA_VISIBLE_DEVICES="0", SLURM_JOB_ID="7", SLURM_JOB_GPUS="3")
    assert visible_gpus() == ("GPU-aaaa",)

    def waits(seconds):
        raise InterruptedError

    monkeypatch.setattr("snnbench.runs.gpu_slot.time.sleep", waits)
    with environment_of_gpu(1), pytest.raises(InterruptedError), environment_of_gpu(1):
        pass
    with environment_of_gpu(2), environment_of_gpu(2) as second:
        assert second["CUDA_VISIBLE_DEVICES"] == "GPU-aaaa"


def test_a_cell_counts_gpus_as_nvidia_smi_does(machine):
    """CUDA itself counts the fastest first, so that on a mixed machine a number meant another GPU."""
    machine(TWO, CUDA_VISIBLE_DEVICES="1")
    with environment_of_gpu(1) as seen:
        assert seen == {"CUDA_VISIBLE_DEVICES": "GPU-bbbb", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"}


@pytest.mark.parametrize(("listed", "shown", "right"), [(TWO, "1", False), (TWO, "GPU-bbbb", True), (ONE, "0", True)])
def test_numbers_by_another_order_are_an_error(machine, listed, shown, right):
    machine(listed, CUDA_VISIBLE_DEVICES=shown, CUDA_DEVICE_ORDER="FASTEST_FIRST")
    if right:
        assert len(visible_gpus()) == 1
    else:
        with pytest.raises(UnknownOrder, match=r"CUDA_VISIBLE_DEVICES is '1'.*Write CUDA_DEVICE_ORDER=PCI_BUS_ID"):
            visible_gpus()


@pytest.mark.parametrize(("shown", "expected"), [(None, ("0",)), ("1", ("1",)), ("1,0", ("1",)), ("", ())])
def test_gpus_without_unique_names_keep_their_numbers(machine, monkeypatch, shown, expected):
    """What PyTorch counts are those that CUDA_VISIBLE_DEVICES leaves, here one."""
    monkeypatch.setattr(gpus, "_counted", lambda: ("0",))
    machine("", **({} if shown is None else {"CUDA_VISIBLE_DEVICES": shown}))
    assert visible_gpus() == expected


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
