"""The forecast: learns from finished cells, and says a range."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from finished_cells import finish, forecast_of

from snnbench.config.read import read_config, read_config_file
from snnbench.plan.finished import finished_cells
from snnbench.plan.forecast import CELL_ERROR, COMMON_ERROR, QUANTILE, TIMED_ERROR, Span, cell_table, factors, total
from snnbench.watch import machine
from snnbench.watch.machine import ENOUGH, forecast


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


def test_a_users_method_is_forecast_widely(tmp_path):
    own = {"name": "Tree", "estimator": "sklearn.tree.DecisionTreeClassifier", "grid": {"max_depth": [2, 4]}}
    values = {"run": "x", "tasks": ["iris"], "methods": ["Tree"], "estimators": [own], "grids": {}}
    cells = forecast(read_config(values), results=tmp_path)
    assert cells["settings"].tolist() == [2]
    span = total(cells)
    assert span.high / span.low > 9
