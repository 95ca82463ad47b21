"""The plan: counts what will run, and learns from what has run. No test asserts a time."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config, read_config_file
from snnbench.data.catalog import catalog
from snnbench.data.load import load_task
from snnbench.plan.baselines import svm_seconds, tree_seconds
from snnbench.plan.calibration import UnitCosts, interpolated, unit_costs
from snnbench.plan.command import cell_table, correction, disk_megabytes, makespan
from snnbench.plan.estimate import test_rows as rows_to_test
from snnbench.plan.estimate import training_rows, validation_rows
from snnbench.plan.finished import beside_estimate, comparison, finished_cells
from snnbench.plan.work import Work
from snnbench.runs.jobs import compute_cells

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _in_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def cells():
    import os

    before = Path.cwd()
    os.chdir(ROOT)
    config = read_config_file("configs/quick.yaml").model_copy(update={"tasks": ("iris", "car", "htru2")})
    os.chdir(before)
    return cell_table(config)


def test_counts_every_cell_and_net(cells):
    assert len(cells) == 3 * 24
    nets = cells.set_index(["task", "method"])["nets"]
    assert nets["iris", "SNN"] == 72
    assert nets["htru2", "SNN"] == 720
    assert nets["car", "ResNet"] == 45
    assert (cells["seconds"] > 0).all()
    assert (cells["megabytes"] > 500).all()


def test_larger_tasks_take_longer(cells):
    seconds = cells.groupby("task")["seconds"].sum()
    assert seconds["iris"] < seconds["car"] < seconds["htru2"]


def test_training_rows_are_those_of_the_split(mirror, data_dir):
    for name in ("iris", "monks-3", "htru2"):
        split = load_task(name, data_dir=data_dir, mirrors=[str(mirror)]).splits[0]
        entry = catalog()[name]
        assert training_rows(entry) == pytest.approx(len(split.train), rel=0.01)
        # Drawn class by class, on small tasks a row more or less a class.
        assert validation_rows(entry) == pytest.approx(len(split.validation), rel=0.01, abs=2)
        assert rows_to_test(entry) == pytest.approx(len(split.test), rel=0.01, abs=2)


def finished(cells, run, times):
    """Write cells that took so many times longer than estimated, by method."""
    for cell in cells[cells["task"] == "iris"].itertuples():
        if cell.method in times:
            path = run / "cells" / "iris" / f"{cell.method}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            seconds = [cell.seconds * times[cell.method] / cell.nets] * cell.nets
            pd.DataFrame({"task": "iris", "method": cell.method, "seconds": seconds, "peak_mb": 321.0}).to_parquet(path)


def test_finished_cells_correct_the_estimate(cells, tmp_path):
    assert (correction(cells, beside_estimate(cells, finished_cells(tmp_path))) == 1).all()
    finished(cells, tmp_path, {"SNN": 3, "SVM": 0.5})
    factors = correction(cells, beside_estimate(cells, finished_cells(tmp_path)))
    by_method = factors.groupby(cells["method"]).first()
    assert by_method["SNN"] == pytest.approx(3)
    assert by_method["SVM"] == pytest.approx(0.5)
    # Methods of which nothing is finished are corrected like the others of their kind.
    assert by_method["ResNet"] == pytest.approx(3)
    assert by_method["PLS"] == pytest.approx(0.5)


def test_cells_of_another_grid_and_failed_ones_are_no_truth(cells, tmp_path):
    folder = tmp_path / "cells" / "iris"
    folder.mkdir(parents=True)
    other_grid = pd.DataFrame({"task": "iris", "method": "SNN", "seconds": [9.0, 9.0], "peak_mb": 1.0})
    other_grid.to_parquet(folder / "SNN.parquet")
    failed = pd.DataFrame({"task": ["iris"], "method": ["Bagging"], "seconds": [0.0], "peak_mb": [1.0]})
    failed.to_parquet(folder / "Bagging.parquet")
    assert beside_estimate(cells, finished_cells(tmp_path)).empty


def test_the_estimate_is_shown_beside_what_finished_cells_took(cells, tmp_path):
    finished(cells, tmp_path, {"SNN": 2, "ResNet": 2})
    table = comparison(beside_estimate(cells, finished_cells(tmp_path))).splitlines()
    assert [line.split()[0] for line in table[1:]] == ["iris", "ResNet", "SNN", "all"]
    assert all(line.split()[4] == "0.50" and line.split()[-1] == "321" for line in table[1:])


def test_disk_is_about_what_cells_leave(tmp_path, monkeypatch):
    config = read_config_file("configs/demo.yaml")
    short = {"protocol": config.protocol.model_copy(update={"epochs": 30})}
    config = config.model_copy(update={**short, "tasks": ("sklearn-iris",), "methods": ("MSRAinit", "SVM")})
    monkeypatch.chdir(tmp_path)
    load_task("sklearn-iris").save("iris.npz")
    compute_cells("iris.npz", config.methods, config, "rows.parquet")
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert 0.5 < disk_megabytes(cell_table(config)) * 2**20 / written < 2


@pytest.mark.parametrize(("cores", "hours"), [(1, 12), (2, 6), (3, 5), (8, 5)])
def test_wall_time_is_when_the_last_job_ends(cores, hours):
    assert makespan([1, 5, 2, 4], cores) == hours


def test_halving_is_planned_to_cost_what_its_epochs_do(monkeypatch):
    rows_only = UnitCosts(Work(0, 0, 0, 1e-3, 0), 0)
    monkeypatch.setattr("snnbench.plan.estimate.unit_costs", lambda *_, **__: rows_only)
    monkeypatch.setattr("snnbench.plan.estimate.evaluation_work", lambda *_: Work(0, 0, 0, 0, 0))
    grid = {"hidden_units": [16], "hidden_layers": [2], "learning_rate": [0.01 * i for i in range(1, 10)]}
    base = {"run": "x", "tasks": ["car"], "methods": ["BatchNorm"], "grids": {"default": {"BatchNorm": grid}}}
    seconds = {name: cell_table(read_config({**base, "search": name}))["seconds"].sum() for name in ("grid", "halving")}
    # 9 nets for 10 epochs, 3 for 20, 1 for 70.
    assert seconds["halving"] / seconds["grid"] == pytest.approx((9 * 10 + 3 * 20 + 70) / 900)


def test_costs_are_measured_once_a_form_and_interpolated_between_widths(monkeypatch):
    grid = {"hidden_layers": [2, 8], "learning_rate": [0.01, 0.1]}
    base = {"run": "x", "tasks": ["iris", "contrac"], "methods": ["Highway"], "grids": {"default": {"Highway": grid}}}
    unit_costs.cache_clear()
    cell_table(read_config(base))
    # Widths 4, and 4 and 16 for the nine features.
    assert unit_costs.cache_info().misses == 2
    few, many = UnitCosts((1.0,) * 5, 1.0), UnitCosts((3.0,) * 5, 3.0)
    assert interpolated({4: few, 16: many}, 8).work == pytest.approx((2.0,) * 5)
    assert interpolated({4: few}, 4).build == 1


def test_baselines_grow_with_what_they_look_at(monkeypatch):
    monkeypatch.setattr("snnbench.plan.baselines._seconds", lambda kind, rows: rows / 1000)
    assert tree_seconds("RandomForest", {"max_features": 0.5}, 1000, 100) > tree_seconds(
        "RandomForest", {"max_features": "sqrt"}, 1000, 100
    )
    assert tree_seconds("Bagging", {}, 2000, 10) > 2 * (tree_seconds("Bagging", {}, 1000, 10) - 0.08)
    assert svm_seconds(2400, 16, 2) == pytest.approx(2.4)
    assert svm_seconds(600, 16, 2) < svm_seconds(2400, 16, 2) < svm_seconds(2400, 64, 2)


def test_the_command_prints_a_line_a_suite_and_names_what_it_cannot_know(tmp_path):
    config = "run: x\ntasks: [sklearn-iris, mine]\nmethods: [SVM]\ngrids: {default: {SVM: {C: [1]}}}\n"
    (tmp_path / "mine.csv").write_text("a,class\n1,x\n2,y\n")
    config += f"datasets: [{{name: mine, source: {{csv: {tmp_path}/mine.csv, target: class}}}}]\n"
    (tmp_path / "own.yaml").write_text(config)
    result = CliRunner().invoke(app, ["plan", "--configfile", str(tmp_path / "own.yaml"), "--cores", "4"])
    assert result.exit_code == 0, result.output
    assert "sklearn       1        1" in result.output
    assert "on 4 cores" in result.output
    assert "Not included, since nothing is known of them in advance: mine" in result.output


def test_a_wrong_config_is_explained(tmp_path):
    (tmp_path / "bad.yaml").write_text("run: x\ntasks: [irris]\nmethods: [SVM]\ngrids: {}\n")
    result = CliRunner().invoke(app, ["plan", "--configfile", str(tmp_path / "bad.yaml")])
    assert result.exit_code == 1
    assert "did you mean 'iris'" in result.output
