"""What tests of running cells share."""

from types import SimpleNamespace

import pytest

from snnbench.runs import gpu_slot, gpus
from snnbench.runs.gpus import JOB_VARIABLES, visible_gpus


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
