"""What is said of a run before it starts: its time, memory and disk, in lines for people."""

from pathlib import Path

import pandas as pd
import pytest
from finished_cells import finish, forecast_of
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config_file
from snnbench.data.load import load_task
from snnbench.plan.finished import finished_cells
from snnbench.plan.forecast import Span, cell_table
from snnbench.runs.cells import run_cells
from snnbench.watch.announcement import JOB_SECONDS, around, disk_megabytes, lines, wall
from snnbench.watch.comparison import comparison
from snnbench.watch.durations import duration


def test_ranges_are_shown_next_to_what_finished_cells_took(cells, tmp_path):
    finish(cells, tmp_path, {"SNN": 1, "ResNet": 50})
    rows = comparison(finished_cells(forecast_of(cells, Path("nowhere")), tmp_path)).splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["car", "iris", "zoo", "ResNet", "SNN", "all"]
    inside = {row.split()[0]: row.split()[5] for row in rows[1:]}
    assert (inside["SNN"], inside["ResNet"]) == ("yes", "no")
    assert comparison(finished_cells(cells, Path("nowhere"))) == "No cell of this config is finished there."


def test_disk_is_about_what_cells_leave(tmp_path, monkeypatch):
    config = read_config_file("configs/demo.yaml")
    short = {"protocol": config.protocol.model_copy(update={"epochs": 30})}
    config = config.model_copy(update={**short, "tasks": ("sklearn-iris",), "methods": ("MSRAinit", "SVM")})
    monkeypatch.chdir(tmp_path)
    task = load_task("sklearn-iris")
    task.save("iris.npz")
    run_cells(task, config.methods, config, tmp_path)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert 0.3 < disk_megabytes(cell_table(config)) * 2**20 / written < 3


def test_the_longest_cell_bounds_the_wall_time():
    cells = pd.DataFrame({"method": ["a", "b"], "seconds": [90.0, 10.0], "error": 0.1})
    assert wall(cells, Span(50, 100, 200), 1).middle == 100
    assert wall(cells, Span(50, 100, 200), 8).middle == 90


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"),
        (89, "89 s"),
        (90, "2 min"),
        (4800, "80 min"),
        (5400, "1 h 30 min"),
        (90_000, "25 h"),
        (1e6, "12 days"),
        (5e5, "5.8 days"),
    ],
)
def test_durations(seconds, said):
    assert duration(seconds) == said


def test_lines_name_what_runs_and_how_much_is_finished(cells, tmp_path):
    config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "zoo")})
    finish(cells[cells["task"] == "iris"], tmp_path, {"SNN": 1})
    seen = forecast_of(cells, tmp_path)
    done = (seen["task"] == "iris") & (seen["method"] == "SNN")
    said = "\n".join(lines(config, seen.assign(done=done), 4))
    assert "run 'quick': 3 tasks, 24 methods, 72 cells, 1 of them finished" in said
    assert "on 4 cores" in said
    assert "memory: at most" in said


def test_the_command_prints_a_line_a_suite(tmp_path):
    config = "run: x\ntasks: [sklearn-iris, mine]\nmethods: [SVM]\ngrids: {default: {SVM: {C: [1]}}}\n"
    (tmp_path / "mine.csv").write_text("a,class\n1,x\n2,y\n")
    config += f"datasets: [{{name: mine, source: {{csv: {tmp_path}/mine.csv, target: class}}}}]\n"
    (tmp_path / "own.yaml").write_text(config)
    result = CliRunner().invoke(app, ["plan", "--configfile", str(tmp_path / "own.yaml"), "--cores", "4"])
    assert result.exit_code == 0, result.output
    assert "sklearn       1         1" in result.output
    assert "time of the cells: some seconds\n" in result.output
    assert "1 data set of your own: its size is estimated" in result.output


def test_a_wrong_config_is_explained(tmp_path):
    (tmp_path / "bad.yaml").write_text("run: x\ntasks: [irris]\nmethods: [SVM]\ngrids: {}\n")
    result = CliRunner().invoke(app, ["plan", "--configfile", str(tmp_path / "bad.yaml")])
    assert result.exit_code == 1
    assert "did you mean 'iris'" in result.output


def test_cells_of_hours_are_one_job_each_and_no_more_are_started(cells):
    config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "zoo")})
    cells = cells.assign(done=False)
    # As many jobs as cells, not as many as ten minutes fit into all of them.
    days = around(config, cells.assign(counted=24 * 3600.0))
    half = around(config, cells.assign(counted=24 * 3600.0, done=[i % 2 == 0 for i in range(len(cells))]))
    assert days < JOB_SECONDS * (len(cells) + 1) + 100
    assert days - half > JOB_SECONDS * (len(cells) // 2 - 1)
    assert around(config, cells.assign(counted=1.0)) < days
