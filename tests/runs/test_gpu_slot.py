"""Jobs that share GPUs each hold a slot of one. No GPU is needed: two are simulated."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from listed_gpus import TWO

from snnbench.runs.gpu_slot import environment_of_gpu, gpu_slot, slots_folder
from snnbench.runs.gpus import visible_gpus


def test_jobs_spread_over_gpus_before_they_share_one(tmp_path, monkeypatch):
    def must_not_wait(seconds):
        raise AssertionError("a job waits although a slot is free")

    monkeypatch.setattr("snnbench.runs.gpu_slot.time", SimpleNamespace(sleep=must_not_wait))
    with (
        gpu_slot(tmp_path, ["A", "B"], 2) as a,
        gpu_slot(tmp_path, ["A", "B"], 2) as b,
        gpu_slot(tmp_path, ["A", "B"], 2) as c,
    ):
        assert (a, b, c) == ("A", "B", "A")
    with gpu_slot(tmp_path, ["A", "B"], 2) as again:
        assert again == "A"


def test_a_job_waits_while_all_slots_are_taken(tmp_path, monkeypatch):
    got, answered, freed = [], threading.Event(), threading.Event()

    def wait(seconds):
        answered.set()
        freed.wait()

    def job():
        try:
            with gpu_slot(tmp_path, ["A"], 1) as index:
                got.append(index)
        finally:
            answered.set()

    monkeypatch.setattr("snnbench.runs.gpu_slot.time", SimpleNamespace(sleep=wait))
    thread = threading.Thread(target=job)
    with gpu_slot(tmp_path, ["A"], 1):
        thread.start()
        answered.wait()
        assert not got
    freed.set()
    thread.join()
    assert got == ["A"]


def test_a_killed_job_frees_its_slot(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from snnbench.runs.gpu_slot import gpu_slot\n"
        "with gpu_slot(Path(sys.argv[1]), ['A'], 1): print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with gpu_slot(tmp_path, ["A"], 1) as index:
        assert index == "A"


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
