"""The forecast: learns from finished cells, times what is unknown, and says a range. No test asserts a time."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config, read_config_file
from snnbench.data.load import load_task
from snnbench.plan.finished import finished_cells
from snnbench.plan.forecast import (
    CELL_ERROR,
    COMMON_ERROR,
    QUANTILE,
    TIMED_ERROR,
    Span,
    cell_table,
    factors,
    ranges,
    total,
)
from snnbench.plan.timed import times_longer
from snnbench.runs.cells import run_cells
from snnbench.watch import machine
from snnbench.watch.announcement import JOB_SECONDS, around, disk_megabytes, lines, wall
from snnbench.watch.comparison import comparison
from snnbench.watch.durations import duration
from snnbench.watch.machine import ENOUGH, forecast

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def cells():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "zoo")})
        return cell_table(config)


def finish(cells, run, times, share=1.0):
    """Write cells that took a multiple of what was counted, by method; of some of their splits and repeats."""
    for cell in cells.itertuples():
        if cell.method in times:
            path = run / "cells" / cell.task / f"{cell.method}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            each = cell.settings // cell.replications
            rows = [
                {"split": split, "repeat": 0, "seconds": cell.counted * times[cell.method] / cell.settings}
                for split in range(round(share * cell.replications))
                for _ in range(each)
            ]
            pd.DataFrame(rows).assign(task=cell.task, method=cell.method, peak_mb=321.0).to_parquet(path)


def forecast_of(cells, run, timed=()):
    here = finished_cells(cells, run)
    return ranges(cells, factors(cells, here, dict(timed)))


def test_finished_cells_set_the_factor_of_their_method(cells, tmp_path):
    finish(cells[cells["task"] != "car"], tmp_path, {"SNN": 3, "SVM": 0.5})
    seen = forecast_of(cells, tmp_path)
    times = (seen["seconds"] / seen["counted"]).groupby(seen["method"]).first()
    assert times["SNN"] == pytest.approx(3)
    assert times["SVM"] == pytest.approx(0.5)
    # A method of which nothing is known is like the others of its kind.
    assert times["ResNet"] == pytest.approx(3)
    assert times["PLS"] == pytest.approx(0.5)
    errors = seen.groupby("method")["error"].first()
    assert errors["SNN"] < errors["PLS"]


def test_what_is_timed_and_what_is_finished_are_weighed(cells, tmp_path):
    finish(cells, tmp_path, {"SNN": 4})
    factor = factors(cells, finished_cells(cells, tmp_path), {"SNN": 1.0})["SNN"]
    assert 1 < math.exp(factor.log) < 4
    assert factor.error < TIMED_ERROR


def test_only_built_in_methods_without_enough_finished_cells_are_timed(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(machine, "times_longer", lambda config, cells: asked.extend(cells["method"].unique()) or {})
    config = read_config_file("configs/quick.yaml")
    config = config.model_copy(update={"tasks": config.tasks[:ENOUGH], "methods": ("SNN", "SVM")})
    finish(cell_table(config), tmp_path / config.run, {"SNN": 1})
    cells = forecast(config, tmp_path)
    assert asked == ["SVM"]
    assert cells.groupby("method")["done"].all().to_dict() == {"SNN": True, "SVM": False}


def test_cells_of_another_grid_are_no_truth(cells, tmp_path):
    finish(cells.assign(settings=2), tmp_path, {"SNN": 1})
    assert finished_cells(cells, tmp_path).empty
    assert finished_cells(cells, tmp_path / "nowhere").empty


def test_a_run_of_some_of_the_folds_counts_with_its_share(tmp_path):
    config = read_config_file("configs/reference.yaml").model_copy(update={"tasks": ("iris",), "methods": ("SNN",)})
    planned = cell_table(config)
    assert planned["replications"].tolist() == [12]
    finish(planned, tmp_path, {"SNN": 2}, share=1 / 4)
    found = finished_cells(planned.assign(seconds=120.0), tmp_path)
    assert found["counted"].tolist() == pytest.approx([planned["counted"][0] / 4])
    assert found["seconds"].tolist() == pytest.approx([30])
    assert found["seconds_taken"].tolist() == pytest.approx([2 * planned["counted"][0] / 4])
    assert found["whole"].tolist() == [False]


def test_the_range_holds_nine_of_ten_draws_of_its_own_model(cells):
    generator = np.random.default_rng(0)
    expected = forecast_of(cells, Path("nowhere"), timed=dict.fromkeys(cells["method"], 1.0))
    span = total(expected)
    assert span.low < span.middle < span.high
    methods = expected["method"].unique()
    sums = []
    for _ in range(2000):
        common = generator.normal(0, COMMON_ERROR)
        of_method = dict(zip(methods, generator.normal(0, TIMED_ERROR, len(methods)), strict=True))
        own = generator.normal(0, CELL_ERROR, len(expected))
        sums.append((expected["seconds"] * np.exp(common + expected["method"].map(of_method) + own)).sum())
    inside = np.mean([span.low <= one * span.middle / np.median(sums) <= span.high for one in sums])
    assert inside == pytest.approx(0.9, abs=0.03)


def test_one_cell_has_the_range_of_its_errors():
    one = pd.DataFrame({"method": ["SNN"], "seconds": [100.0], "error": [0.0]})
    assert total(one).high == pytest.approx(100 * math.exp(QUANTILE * math.hypot(CELL_ERROR, COMMON_ERROR)))
    assert total(one.iloc[:0]) == Span(0, 0, 0)


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


@pytest.mark.parametrize("method", ["SNN", "ResNet", "DecisionTree", "SVM"])
def test_timing_gives_a_positive_factor(method):
    assert 0 < times_longer(method, read_config_file("configs/demo.yaml").grid_of("sklearn", method)) < math.inf


def test_a_large_grid_is_timed_by_a_few_settings_of_middle_cost(monkeypatch):
    from snnbench.methods.networks import Net
    from snnbench.nets.architectures import ARCHITECTURES

    tried = []
    monkeypatch.setattr(Net, "run", lambda self, problem, trials: tried.append([t.hyperparameters for t in trials]))
    grid = read_config_file("configs/config.yaml").grid_of("uci", "SNN")
    times_longer("SNN", grid)
    costs = sorted(ARCHITECTURES["SNN"].step_operations(setting, 30, 2, rows=1) for setting in grid)
    timed = [ARCHITECTURES["SNN"].step_operations(setting, 30, 2, rows=1) for setting in tried[-1]]
    assert 1 <= len(timed) < len(grid) / 10
    assert costs[len(grid) // 4] <= np.median(timed) <= costs[3 * len(grid) // 4]


def test_the_process_that_times_says_each_factor_when_it_is_known():
    command = [sys.executable, "-m", "snnbench.plan.timed", "cpu"]
    asked = json.dumps({"PLS": [{"components": 1}], "NaiveBayes": [{}]})
    told = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in told.splitlines()] == ["PLS", "NaiveBayes"]
    assert all(float(line.split()[1]) > 0 for line in told.splitlines())


def test_what_could_not_be_timed_in_time_is_left_out(cells):
    config = read_config_file("configs/quick.yaml")
    assert machine.times_longer(config, cells, seconds=0.01) == {}


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


def test_a_users_method_is_forecast_widely(tmp_path):
    own = {"name": "Tree", "estimator": "sklearn.tree.DecisionTreeClassifier", "grid": {"max_depth": [2, 4]}}
    values = {"run": "x", "tasks": ["iris"], "methods": ["Tree"], "estimators": [own], "grids": {}}
    cells = forecast(read_config(values), results=tmp_path)
    assert cells["settings"].tolist() == [2]
    span = total(cells)
    assert span.high / span.low > 9


def test_cells_of_hours_are_one_job_each_and_no_more_are_started(cells):
    config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "zoo")})
    cells = cells.assign(done=False)
    # As many jobs as cells, not as many as ten minutes fit into all of them.
    days = around(config, cells.assign(counted=24 * 3600.0))
    half = around(config, cells.assign(counted=24 * 3600.0, done=[i % 2 == 0 for i in range(len(cells))]))
    assert days < JOB_SECONDS * (len(cells) + 1) + 100
    assert days - half > JOB_SECONDS * (len(cells) // 2 - 1)
    assert around(config, cells.assign(counted=1.0)) < days
