"""The plan: counts what will run, and learns from what has run. No test asserts a time."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data.catalog import catalog
from snnbench.planning.calibration import LayerCost
from snnbench.planning.command import cell_table, correction
from snnbench.planning.estimate import training_rows
from snnbench.read_config import read_config, read_config_file

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
    from snnbench.data.load import load_task

    for name in ("iris", "monks-3", "htru2"):
        split = load_task(name, data_dir=data_dir, mirrors=[str(mirror)]).splits[0]
        assert training_rows(catalog()[name]) == pytest.approx(len(split.train), rel=0.01)


def test_finished_cells_correct_the_estimate(cells, tmp_path):
    assert correction(cells, tmp_path) == (1.0, 0)
    for cell in cells[cells["task"] == "iris"].itertuples():
        path = tmp_path / "cells" / "iris" / f"{cell.method}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"seconds": [cell.seconds, 2 * cell.seconds]}).to_parquet(path)
    factor, finished = correction(cells, tmp_path)
    assert finished == 24
    assert factor == pytest.approx(3)


def test_halving_is_planned_to_cost_what_its_epochs_do(monkeypatch):
    monkeypatch.setattr("snnbench.planning.estimate.layer_cost", lambda *_: LayerCost(fixed=0.0, per_net=1e-3))
    grid = {"hidden_units": [16], "hidden_layers": [2], "learning_rate": [0.01, 0.1, 1], "dropout": [0, 0.1, 0.5]}
    base = {"run": "x", "tasks": ["car"], "methods": ["MSRAinit"], "grids": {"default": {"MSRAinit": grid}}}
    seconds = {name: cell_table(read_config({**base, "search": name}))["seconds"].sum() for name in ("grid", "halving")}
    # 9 nets for 10 epochs, 3 for 20, 1 for 70.
    assert seconds["halving"] / seconds["grid"] == pytest.approx((9 * 10 + 3 * 20 + 70) / 900)


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
