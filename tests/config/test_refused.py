"""Configs that make no sense are refused, each with one line that names the key and what would be right."""

import math
import re

import pytest

from snnbench.config.errors import MOST_SHOWN
from snnbench.config.read import ConfigError, read_config

SNN = {"hidden_layers": [2], "learning_rate": [0.1]}
MINIMAL = {"run": "x", "tasks": ["iris"], "methods": ["SNN"], "grids": {"default": {"SNN": SNN}}}
CLASSIFIER = "sklearn.tree.DecisionTreeClassifier"
CSV = {"source": {"csv": "mine.csv", "target": "class"}}


def errors_of(values):
    with pytest.raises(ConfigError) as raised:
        read_config(values)
    return raised.value.errors


def grid(**changes):
    return {"grids": {"default": {"SNN": {**SNN, **changes}}}}


def own(**changes):
    return {"estimators": [{"name": "Mine", "estimator": CLASSIFIER, **changes}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # Inline grids without the level of suites.
        (
            {"grids": {"SNN": SNN}},
            r"grids: 'SNN' is a method, and grids are per suite; for all suites write grids: \{default: \{SNN: ...\}\}",
        ),
        ({"grids": {"default": [SNN]}}, "grids.default: .* is wrong: it maps methods to their grids"),
        ({"grids": 3}, "grids: 3 is wrong"),
        ({"grids": {"default": {"SNN": 3}}}, "grids.default.SNN: 3 is wrong: a grid maps names to lists"),
        (grid(learning_rate=0.1), r"learning_rate: 0.1 is wrong: a list of at least one value"),
        # Keys one level up and down.
        ({"epochs": 10}, r"epochs: unknown key \(did you mean 'protocol.epochs'\?\)"),
        ({"protocol": {"seed": 1}}, r"protocol.seed: unknown key \(did you mean 'seed'\?\)"),
        ({"protocol": {"epoch": 1}}, r"protocol.epoch: unknown key \(did you mean 'epochs'\?\)"),
        ({"rungs": [1]}, r"rungs: unknown key \(did you mean 'search.rungs'\?\)"),
        # Keys that configs once had.
        ({"process_per_method_from_rows": 1000}, "jobs are formed by their planned time: delete the line"),
        # Numbers that are none.
        (grid(learning_rate=[math.inf]), "learning_rate: inf is wrong: it must be a positive number"),
        (grid(learning_rate=[math.nan]), "learning_rate: nan is wrong: it must be a positive number"),
        (grid(learning_rate=["1e-3"]), "learning_rate: '1e-3' is wrong: it must be a positive number"),
        (grid(hidden_units=[True]), "hidden_units: True is wrong: it must be a positive integer"),
        # What a network cannot do without.
        ({"grids": {"default": {"SNN": {"learning_rate": [0.1]}}}}, "grids.default.SNN: hidden_layers is missing"),
        # Suites.
        ({"repeats": {"ucl": 2}}, r"repeats.ucl: unknown suite \(did you mean 'uci'\?\)"),
        ({"search": {"by_depth": ["tox"]}}, r"search.by_depth.0: unknown suite 'tox' \(did you mean 'tox21'\?\)"),
        ({"tasks": ["user"]}, "tasks: 'user' stands for the config's own data sets, and `datasets` declares none"),
        ({"only": {"uci": ["SVM"]}}, "only.uci: SVM is not among `methods`, so it would not run"),
        # Names.
        ({"run": "store"}, "run: the name 'store' is taken"),
        ({"run": "x" * 300}, "run: .* at most 100 characters"),
        (
            {"run": 20241129},
            "run: 20241129 is wrong: it is read as a number; in a file quote it, run: '...'; in a shell use hyphens",
        ),
        (own(name="all"), "estimators: the name 'all' is taken"),
        (own(name="snn"), "estimators: the name 'snn' and 'SNN' of the built-in methods differ only in case"),
        (own(name="M" * 300), "estimators.0.name: .* at most 100 characters"),
        (
            {"datasets": [{"name": "IRIS", **CSV}]},
            "datasets: the name 'IRIS' and 'iris' of the catalog differ only in case",
        ),
        ({"datasets": [{"name": "n" * 300, **CSV}]}, "datasets.0.name: .* at most 100 characters"),
        (
            {"datasets": [{"name": "mine", **CSV}, {"name": "Mine", **CSV}]},
            "datasets: the names 'mine' and 'Mine' differ only in case",
        ),
        # Data sets.
        ({"datasets": [{"name": "mine", "source": {"csv": "mine.csv"}}]}, "datasets.0.source.target: missing"),
        ({"datasets": [{"name": "mine", **CSV, "metrik": 1}]}, r"metrik: unknown key \(did you mean 'metric'\?\)"),
        # Estimators.
        (own(estimator="sklearn.cluster.KMeans"), "estimators.0.estimator: .* of the kind 'clusterer'"),
        (own(estimator="sklearn.linear_model.Ridge"), "estimators.0.estimator: .* of the kind 'regressor'"),
        (own(arguments={"depth": 3}), "estimators.0.estimator: .* unexpected keyword argument 'depth'"),
        (own(arguments={"max_depth": "deep"}), "estimators.0.arguments.max_depth: 'deep' is wrong: .* must be an int"),
        (own(grid={"max_depth": [2, -3]}), "estimators.0.grid.max_depth: -3 is wrong"),
        (own(grid={"depth": [2]}), "estimators.0.grid.depth: unknown hyperparameter of Mine"),
    ],
)
def test_one_line_says_what_is_wrong(change, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("a,class\n1,x\n2,y\n")
    errors = errors_of({**MINIMAL, **change})
    assert len(errors) == 1, errors
    assert re.search(expected, errors[0]), errors


@pytest.mark.parametrize(
    ("method", "wrong", "expected"),
    [
        (
            "SVM",
            {"C": [-1]},
            r"grids.default.SVM.C: -1 is wrong: The 'C' parameter of KernelSVM must be a float in the range",
        ),
        ("LogisticRegression", {"C": ["abc"]}, "grids.default.LogisticRegression.C: 'abc' is wrong"),
        ("RandomForest", {"max_features": [math.nan]}, "grids.default.RandomForest.max_features: nan is wrong"),
        (
            "NearestNeighbours",
            {"n_neighbors": [0]},
            r"n_neighbors: 0 is wrong: .* must be an int in the range \[1, inf\)",
        ),
    ],
)
def test_scikit_learn_speaks_before_anything_runs(method, wrong, expected):
    (error,) = errors_of({**MINIMAL, "methods": [method], "grids": {"default": {method: wrong}}})
    assert re.search(expected, error), error


@pytest.mark.parametrize("body", ["raise OSError('no licence')", "import sys; sys.exit('bye')"])
def test_a_module_that_raises_or_exits_on_import_is_one_line(body, tmp_path, monkeypatch):
    name = f"broken_{len(body)}"
    (tmp_path / f"{name}.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    (error,) = errors_of({**MINIMAL, **own(estimator=f"{name}.Model")})
    assert error.startswith(f"estimators.0.estimator: '{name}.Model' cannot be imported: ")


def test_thousands_of_errors_are_counted_and_not_all_listed():
    tasks = [f"no-such-task-{i}" for i in range(3000)]
    with pytest.raises(ConfigError) as raised:
        read_config({**MINIMAL, "tasks": tasks})
    assert len(str(raised.value).splitlines()) <= MOST_SHOWN + 3
    assert "2990 more names are unknown" in str(raised.value)


def test_a_long_value_is_cut():
    (error,) = errors_of({**MINIMAL, "scaling": "x" * 10_000})
    assert len(error) < 400
