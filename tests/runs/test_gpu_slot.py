"""Jobs that share GPUs each hold a slot of one. Needs no GPU: only the counting is tested."""

import os
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

from snnbench.runs.gpu_slot import gpu_slot


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
