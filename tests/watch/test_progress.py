"""Progress by the files of a run: counted, weighted by the plan, corrected by what finished cells took."""

import os
import time

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.plan.forecast import Span
from snnbench.runs.at_work import file_at_work
from snnbench.watch.durations import clock_range
from snnbench.watch.plan_file import PLAN, read_plan, write_plan
from snnbench.watch.progress import Progress, RunWatch

METHODS = ["SNN", "SVM"]


def planned(tasks=10, seconds=60.0, done=()):
    rows = [
        {"task": f"t{i}", "suite": "user", "method": method, "settings": 3, "counted": seconds, "seconds": seconds}
        for i in range(tasks)
        for method in METHODS
    ]
    cells = pd.DataFrame(rows).assign(error=0.4)
    return cells.assign(done=[(row["task"], row["method"]) in done for row in rows])


def finish(run, task, method, seconds, when=None):
    path = run / "cells" / task / f"{method}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"seconds": [seconds / 3] * 3}).to_parquet(path)
    if when is not None:
        os.utime(path, (when, when))


def start_ago(run, cells, seconds, cores=2):
    write_plan(run, cells, cores)
    plan = read_plan(run)
    return plan.started - seconds


def test_before_anything_is_finished_the_plan_speaks(tmp_path):
    write_plan(tmp_path, planned(), cores=2)
    progress = RunWatch(tmp_path).progress()
    assert (progress.done, progress.cells) == (0, 20)
    assert progress.left.middle == pytest.approx(600)
    assert progress.left.low < 600 < progress.left.high


def test_finished_cells_correct_what_is_left(tmp_path, monkeypatch):
    write_plan(tmp_path, planned(), cores=2)
    for i in range(8):
        for method in METHODS:
            finish(tmp_path, f"t{i}", method, seconds=180)
    progress = RunWatch(tmp_path).progress()
    assert progress.done == 16
    # Four cells are left, which take three times as long as planned, on two cores.
    assert progress.left.middle == pytest.approx(4 * 180 / 2, rel=0.1)
    # The range is narrower than before anything was known.
    assert progress.left.high / progress.left.low < 4


def test_the_cores_that_cells_really_get_are_seen(tmp_path):
    write_plan(tmp_path, planned(), cores=8)
    watch = RunWatch(tmp_path)
    watch.plan = watch.plan._replace(started=time.time() - 1200)
    for i in range(5):
        for method in METHODS:
            finish(tmp_path, f"t{i}", method, seconds=60)
    # 600 processor seconds in 1,200 seconds: half a core.
    assert watch.progress().left.middle == pytest.approx(1200, rel=0.1)


def test_cells_from_before_the_start_count_only_if_they_are_not_computed_again(tmp_path):
    finish(tmp_path, "t0", "SNN", 60, when=time.time() - 1000)
    finish(tmp_path, "t1", "SNN", 60, when=time.time() - 1000)
    write_plan(tmp_path, planned(done={("t1", "SNN")}), cores=2)
    watch = RunWatch(tmp_path)
    assert watch.progress().done == 1
    finish(tmp_path, "t0", "SNN", 60)
    assert watch.progress().done == 2


def test_what_runs_now_is_told_with_its_stack_and_epoch(tmp_path):
    write_plan(tmp_path, planned(), cores=2)
    watch = RunWatch(tmp_path)
    assert watch.running() == []
    with file_at_work(tmp_path, "t0", "SNN") as file, file_at_work(tmp_path, "t1", "SVM"):
        file.write_text("stack 2 of 5, epoch 30 of 100")
        assert watch.running() == ["t0: SNN, stack 2 of 5, epoch 30 of 100", "t1: SVM"]
        result = CliRunner().invoke(app, ["watch", str(tmp_path), "--once"])
        assert "t0: SNN, stack 2 of 5, epoch 30 of 100" in result.output


def test_a_file_that_is_damaged_at_this_moment_is_looked_at_again(tmp_path):
    write_plan(tmp_path, planned(), cores=2)
    watch = RunWatch(tmp_path)
    finish(tmp_path, "t0", "SNN", 60)
    path = tmp_path / "cells" / "t0" / "SNN.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:20])
    assert watch.progress().done == 0
    path.write_bytes(whole)
    assert watch.progress().done == 1


def test_a_run_in_which_nothing_moves_says_so(tmp_path):
    write_plan(tmp_path, planned(), cores=2)
    watch = RunWatch(tmp_path)
    watch.plan = watch.plan._replace(started=time.time() - 7200)
    watch._last_finished = watch.plan.started
    finish(tmp_path, "t0", "SNN", 60, when=time.time() - 3600)
    assert watch.progress().still == pytest.approx(3600, rel=0.1)
    # A cell that tells its epochs is at work, and what was planned to take hours may.
    with file_at_work(tmp_path, "t1", "SNN"):
        assert watch.progress().still == 0
    watch.plan = watch.plan._replace(cells=planned(seconds=3600.0))
    assert watch.progress().still == 0


def test_lines_read_as_a_person_says_them():
    assert str(Progress(312, 2904, Span(3900, 4800, 6300))) == "cells 312 of 2,904, 80 min left (1:05 to 1:45)"
    assert str(Progress(312, 2904, Span(5400, 7200, 9000))) == "cells 312 of 2,904, 2 h 00 min left (1:30 to 2:30)"
    assert str(Progress(3, 4, Span(1, 2, 59))) == "cells 3 of 4, less than a minute of cells left"
    still = "cells 3 of 4, less than a minute of cells left; no cell has moved for 40 min, the run may have ended"
    assert str(Progress(3, 4, Span(1, 2, 59), still=2400)) == still
    assert str(Progress(4, 4, Span(0, 0, 0))) == "cells 4 of 4, all finished"
    assert clock_range(10, 80) == "10 s to 80 s"
    assert clock_range(100_000, 1_000_000) == "28 h to 12 days"


def test_watch_shows_a_run_once_and_ends_when_it_is_finished(tmp_path):
    result = CliRunner().invoke(app, ["watch", str(tmp_path)])
    assert result.exit_code == 1
    assert "no run that was started" in result.output
    write_plan(tmp_path, planned(tasks=1), cores=2)
    assert (tmp_path / PLAN).is_file()
    result = CliRunner().invoke(app, ["watch", str(tmp_path), "--once"])
    assert result.exit_code == 0
    assert "cells 0 of 2" in result.output
    for method in METHODS:
        finish(tmp_path, "t0", method, 1)
    result = CliRunner().invoke(app, ["watch", str(tmp_path)])
    assert result.output.strip() == "cells 2 of 2, all finished"
