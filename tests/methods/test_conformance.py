"""Every registered method, one after the other: what any of them must do, a user's included."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from snnbench.config.read import read_config, read_config_file
from snnbench.data.load import load_task
from snnbench.data.task import Split, Task
from snnbench.methods.baselines import BASELINES
from snnbench.methods.pls import PLSClassifier
from snnbench.methods.registry import METHODS, NETS, table_group
from snnbench.methods.rules import RuleFit
from snnbench.methods.splines import AdditiveSplines
from snnbench.methods.stacking import Stacking
from snnbench.paper.tables import published_table
from snnbench.runs.cells import run_cells

OWN = {
    "name": "Own",
    "estimator": "sklearn.linear_model.RidgeClassifier",
    "grid": {"alpha": [0.1, 1.0]},
    "arguments": {"fit_intercept": True},
}
NET = {"learning_rate": [0.1]}
GRIDS = {name: {**NET, "hidden_units": [8], "hidden_layers": [2], "layer_form": ["rectangular"]} for name in NETS}
GRIDS["Highway"] = {**NET, "hidden_layers": [2]}
GRIDS["ResNet"] = {**NET, "units_per_block": [8], "blocks": [1], "block_form": ["rectangular"]}
ALL = [*METHODS, "Own"]


def cells(task, folder):
    """Rows of every method on `task`, by one call, since each call starts a process for the methods anew."""
    config = read_config(
        {
            "run": "x",
            "tasks": ["sklearn-wine"],
            "methods": ALL,
            "grids": {"default": GRIDS},
            "estimators": [OWN],
            "protocol": {"epochs": 20},
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run_cells(task, ALL, config, folder).to_pandas()


@pytest.fixture(scope="module")
def wine():
    return load_task("sklearn-wine")


@pytest.fixture(scope="module")
def wine_twice(wine, tmp_path_factory):
    return [cells(wine, tmp_path_factory.mktemp("wine")) for _ in range(2)]


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """A constant column, a class of one row in training, a class that only the test rows have."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(60, 4)).astype(np.float32)
    X[:, 1] = 0
    y = (X[:, 0] > 0).astype(np.int64)
    y[3], y[50] = 2, 3
    rows = np.arange(60)
    split = Split(rows[:32], rows[32:44], rows[44:])
    task = Task("awkward", "user", X, y, [split], "accuracy", classes=tuple("abcd"), finished=True)
    return cells(task, tmp_path_factory.mktemp("awkward"))


@pytest.fixture(scope="module")
def by_auc(tmp_path_factory):
    breast = load_task("sklearn-breast-cancer")
    task = Task("auc", "user", breast.X, breast.y, breast.splits, "auc", breast.classes, breast.categories, True)
    return cells(task, tmp_path_factory.mktemp("auc"))


@pytest.fixture(scope="module")
def assays(tmp_path_factory):
    """Three assays with missing labels; of the third the validation rows have one class only."""
    generator = np.random.default_rng(1)
    X = generator.normal(size=(400, 5)).astype(np.float32)
    y = np.stack([X[:, 0] > 0, X[:, 1] + X[:, 2] > 0.3, X[:, 3] < 0.1], 1).astype(np.float32)
    y[generator.random(y.shape) < 0.3] = np.nan
    y[200:300, 2] = np.where(np.isnan(y[200:300, 2]), np.nan, 1)
    rows = np.arange(400)
    split = Split(rows[:200], rows[200:300], rows[300:])
    task = Task("assays", "user", X, y, [split], "mean_auc", classes=("a", "b", "c"), finished=True)
    return cells(task, tmp_path_factory.mktemp("assays"))


def of(method, rows):
    found = rows[rows["method"] == method].reset_index(drop=True)
    assert len(found)
    return found


@pytest.mark.parametrize("method", ALL)
def test_learns_wine_and_gives_the_same_rows_twice(method, wine, wine_twice):
    first, second = (of(method, rows) for rows in wine_twice)
    assert set(first["status"]) == {"ok"}
    assert first["test_score"].between(0, 1).all()
    majority = np.bincount(wine.y[wine.splits[0].test]).max() / len(wine.splits[0].test)
    assert first["test_score"].max() > majority + 0.1
    timing = ["seconds", "peak_mb"]
    pd.testing.assert_frame_equal(first.drop(columns=timing), second.drop(columns=timing))


@pytest.mark.parametrize("method", ALL)
def test_copes_with_an_awkward_task(method, awkward):
    found = of(method, awkward)
    assert (found["status"] == "ok").any(), found["status"].tolist()
    assert found["test_score"].max() > 0.4


@pytest.mark.parametrize("method", ALL)
def test_is_scored_by_auc(method, by_auc):
    found = of(method, by_auc)
    assert found["test_score"].max() > 0.7
    assert not found["test_score"].map(math.isnan).any()


@pytest.mark.parametrize("method", ALL)
def test_learns_several_assays_with_missing_labels(method, assays):
    found = of(method, assays)
    assert set(found["status"]) == {"ok"}
    assert found["test_score"].max() > 0.65


@parametrize_with_checks([PLSClassifier(), RuleFit(trees=10), AdditiveSplines(), Stacking()])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_there_is_one_stand_in_for_each_of_the_papers_groups():
    groups = set(published_table("table_a12_a13_uci_24_methods")["method_group"])
    assert sorted(baseline.group for baseline in BASELINES.values()) == sorted(groups - set(NETS))
    assert table_group("SNN") == "SNN"
    assert table_group("ExtraTrees") == "OtherEnsembles"
    assert table_group("Own") == "Own"


@pytest.mark.parametrize("name", BASELINES)
def test_hyperparameters_known_in_advance_exist(name):
    baseline = BASELINES[name]
    assert set(baseline.searched) <= set(baseline.hyperparameters(["something else"]))


def test_groups_of_methods_are_written_out(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    config = read_config_file("configs/quick.yaml")
    assert config.methods == tuple(METHODS)
