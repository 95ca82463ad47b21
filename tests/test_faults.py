"""Faults of machines: kills, full disks, folders that cannot be written, clocks that jump. `pytest -m faults`.

The table is docs/faults.md. What only takes seconds runs by default, in tests/runs and tests/data.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

import pandas as pd
import pytest
from workflow_runs import NOWHERE, SMALL, copied_into, rows, run, started, stored

pytestmark = pytest.mark.faults
KILLED = {**SMALL, "tasks": ["sklearn-digits", "sklearn-iris"], "theory": {"figure_1": ["sklearn-iris"]}}
TIMING = ["seconds", "peak_mb"]
KILLS = 20


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Trials of a run that nothing disturbs, and the seconds it took."""
    folder = copied_into(tmp_path_factory.mktemp("undisturbed"))
    begin = time.monotonic()
    assert run(folder, KILLED).returncode == 0
    return rows(folder, "trials"), time.monotonic() - begin


@contextmanager
def mounted(folder, options):
    """Mount a small file system in memory at a folder; needs root."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a file system cannot be mounted: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_twenty_kills_over_all_stages_lose_nothing(project, undisturbed):
    expected, seconds = undisturbed
    generator = random.Random(0)
    kills, computed = 0, {}
    while kills < KILLS:
        process = started(project, KILLED)
        try:
            process.communicate(timeout=generator.uniform(0.1, 1) * seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            kills += 1
        else:
            # It has come to its end: start at another stage.
            stages = ["tasks", "rows", "theory", "runs.parquet", "report.html", ""]
            there = [path for path in (project / "results/small" / stage for stage in stages) if path.exists()]
            path = generator.choice(there)
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        now = stored(project)
        assert {path: now.get(path) for path in computed} == computed, "a finished cell was computed again"
        computed = now
    last = run(project, KILLED)
    assert last.returncode == 0, last.stderr
    pd.testing.assert_frame_equal(rows(project, "trials").drop(columns=TIMING), expected.drop(columns=TIMING))
    assert not list((project / "results").rglob(".writing-*.npz"))


@pytest.mark.parametrize("folder", ["results", "results/store"])
@pytest.mark.parametrize("options", ["size=4k", "size=64k,ro"], ids=["full", "read-only"])
def test_a_full_or_read_only_folder(project, folder, options):
    with mounted(project / folder, options):
        result = run(project, SMALL, "collect")
        if folder == "results/store":
            assert result.returncode == 0, "a store that cannot be used fails nothing"
            log = next((project / "results/small/logs/cells").glob("*.log")).read_text()
            assert "cannot be written" in log
            return
        assert result.returncode != 0
        output = result.stdout + result.stderr
        assert "No space left" in output or "Read-only file system" in output
        assert not (project / "results/small/runs.parquet").exists()
    assert run(project, SMALL, "collect").returncode == 0


@pytest.mark.parametrize("jump", [-365, 365], ids=["back", "ahead"])
def test_a_clock_that_jumps_costs_no_cell(project, jump):
    """Files of a part of a run carry times of another year; Snakemake goes by them, the store does not."""
    assert run(project, SMALL, "collect").returncode == 0
    before, kept = rows(project, "trials"), stored(project)
    elsewhen = time.time() + jump * 86_400
    for path in [*(project / "results/small/tasks").rglob("*"), *(project / "results/small/tasks").iterdir()]:
        os.utime(path, (elsewhen, elsewhen))
    assert run(project, SMALL, "collect").returncode == 0
    pd.testing.assert_frame_equal(rows(project, "trials"), before)
    assert stored(project) == kept


def test_a_read_only_data_folder_is_named(project):
    with mounted(project / "data", "size=64k,ro"):
        result = run(project, {**SMALL, "tasks": ["sklearn-iris", "zoo"]}, "collect", **NOWHERE)
    assert result.returncode == 0, "a task whose file cannot be kept is unavailable"
    assert "zoo" in (project / "results/small/tasks.csv").read_text()
