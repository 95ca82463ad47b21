"""Configs that make no sense are refused, each with one line that names the key and what would be right."""

import math
import re

import pytest
from fsspec.registry import known_implementations
from minimal_config import MINIMAL, SNN, errors_of, own

from snnbench.config.errors import MAX_SHOWN
from snnbench.config.read import ConfigError, read_config

CSV = {"source": {"csv": "mine.csv", "target": "class"}}


def grid(**changes):
    return {"grids": {"default": {"SNN": {**SNN, **changes}}}}


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
        ({"grids": {"default": {"SNN": {**SNN, 3: [1]}}}}, "grids.default.SNN: 3 is no name of a hyperparameter"),
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
        (own(grid={"max_depth": 3}), "estimators.0.grid.max_depth: 3 is wrong: a list of at least one value is needed"),
        (own(grid=3), "estimators.0.grid: 3 is wrong: a grid maps names to lists of values"),
        # What follows from a faulty declaration is not said.
        ({"tasks": ["user"], "datasets": [{"name": "mine", "source": {"csv": "mine.csv"}}]}, "source.target: missing"),
        (
            {"tasks": ["mine"], "datasets": [{"name": "mine", "source": 3}]},
            "datasets.0.source: 3 is wrong: a source is",
        ),
        ({"tasks": ["mine"], "datasets": "absent.csv"}, "datasets: no file 'absent.csv'"),
        ({"methods": ["Mine"], **own(arguments=[1])}, r"arguments: \[1\] is wrong: `key: value` lines are needed"),
        (
            {"methods": ["O"], "networks": [{"name": "O", "grid": SNN}]},
            "networks.0: .* a network has either an `activation`, a `module` or a `layer`",
        ),
        (
            {**own(grid=1), "grids": {"default": {"SNN": SNN, "Mine": {"max_depth": [3]}}}},
            "estimators.0.grid: 1 is wrong",
        ),
        # Words of a config.
        ({"tasks": "iris"}, r"tasks: 'iris' is wrong: a list is needed: \[iris\]"),
        ({"mirrors": "/tmp"}, r"mirrors: '/tmp' is wrong: a list is needed: \[/tmp\]"),
        ({"grids": None}, "grids: None is wrong: it maps suites, or `default`, to methods"),
        ({1: 1}, "1: 1 is wrong: a key is a word"),
        ({"protocol": 3}, "protocol: 3 is wrong: `key: value` lines are needed"),
        ({"datasets": [3]}, "datasets.0: 3 is wrong: `key: value` lines are needed"),
        (
            {"datasets": [{"name": "m", **CSV, "split": 3}]},
            "datasets.0.split: 3 is wrong: `key: value` lines are needed",
        ),
        (own(estimator="Tree"), "estimator: 'Tree' is wrong: it is a dotted name, such as package.module.Class"),
        (
            {"datasets": [{"name": "m", "source": {**CSV["source"], "missing": [False]}}]},
            "datasets.0.source.missing.0: False is wrong: it is read as true or false; in a file quote it$",
        ),
        ({"store": 3}, r"store: 3 is wrong: it is read as a number; in a file quote it, store: '...'$"),
        # Numbers that are taken for others.
        ({"seed": True}, "seed: True is wrong: an integer is needed$"),
        ({"protocol": {"epochs": True}}, "protocol.epochs: True is wrong: an integer is needed$"),
        ({"protocol": {"epochs": "10"}}, "protocol.epochs: '10' is wrong: an integer is needed, without quotes"),
        ({"protocol": {"average_weights": True}}, "protocol.average_weights: True is wrong: a number is needed"),
        ({"protocol": {"epochs": "0"}}, "protocol.epochs: '0' is wrong: an integer is needed, without quotes"),
        ({"limits": {"seconds": True}}, "limits.seconds: True is wrong: a number is needed"),
        (
            {"search": {"strategy": "halving", "rungs": [True, 5]}},
            "search.rungs.0: True is wrong: an integer is needed",
        ),
        ({"repeats": {"uci": [{"repeats": True}]}}, "repeats.uci.0.repeats: True is wrong: an integer is needed"),
        ({"tox21": {"merge": "no"}}, "tox21.merge: 'no' is wrong: true or false is needed"),
        ({"datasets": [{"openml": True}]}, "datasets.0.openml: True is wrong: an integer is needed"),
        # Numbers that do not fit each other, or no machine.
        (
            {"search": {"strategy": "halving", "rungs": [30, 200]}},
            r"search.rungs.1: 200 is wrong: training ends at epoch 100 \(protocol.epochs\)",
        ),
        (
            {"repeats": {"uci": 1_000_000_000}},
            "repeats.uci.*repeats: 1000000000 is wrong: it must be less than or equal",
        ),
        # Places.
        ({"store": ""}, "store: '' is wrong: it names no place; leave the key out for the default"),
        ({"store": "mine.csv"}, "store: 'mine.csv' is wrong: mine.csv is a file, and a folder is needed"),
        ({"store": "mine.csv/store"}, "store: 'mine.csv/store' is wrong: mine.csv is a file, and a folder is needed"),
        ({"store": "file://mine.csv"}, "store: .* is a file, and a folder is needed"),
        ({"store": "nosuch://x"}, "store: 'nosuch://x' is wrong: fsspec knows no protocol 'nosuch'"),
        ({"store": "simplecache::nosuch://x"}, "store: .*: fsspec knows no protocol 'nosuch'"),
        ({"data_dir": "mine.csv"}, "data_dir: 'mine.csv' is wrong: mine.csv is a file, and a folder is needed"),
        ({"data_dir": "s3://bucket"}, "data_dir: .* downloads are kept in a folder of this machine"),
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


def test_a_store_whose_package_is_not_installed_is_named_with_it(monkeypatch):
    files = {"class": "no_such_package.Files", "err": "Install no-such-package"}
    monkeypatch.setitem(known_implementations, "needsmore", files)
    (error,) = errors_of({**MINIMAL, "store": "needsmore://bucket/folder"})
    assert "what reads 'needsmore' is not installed (Install no-such-package)" in error
    assert read_config({**MINIMAL, "store": "memory://kept"}).store == "memory://kept"


def test_a_file_of_a_folder_whose_name_cannot_be_one_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "my data.csv").write_text("a,class\n1,x\n2,y\n")
    folder = {"folder": "data", "target": "class"}
    for datasets, where in ((folder, "datasets"), ([folder], "datasets.0")):
        (error,) = errors_of({**MINIMAL, "tasks": ["user"], "datasets": datasets})
        name = re.escape(f"{where}: data/my data.csv: name: 'my data' is wrong: it starts with a letter or digit")
        assert re.match(name, error), error


def test_numbers_in_a_sheet_are_texts_and_no_errors(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text("a,class\n1,x\n2,y\n")
    (tmp_path / "sheet.csv").write_text("name,csv,target,folds\nmine,mine.csv,class,5\n")
    assert read_config({**MINIMAL, "datasets": "sheet.csv"}).datasets[0].split.folds == 5


def test_thousands_of_errors_are_counted_and_not_all_listed():
    tasks = [f"no-such-task-{i}" for i in range(3000)]
    with pytest.raises(ConfigError) as raised:
        read_config({**MINIMAL, "tasks": tasks})
    assert len(str(raised.value).splitlines()) <= MAX_SHOWN + 3
    assert "2990 more names are unknown" in str(raised.value)


def test_a_long_value_is_cut():
    (error,) = errors_of({**MINIMAL, "scaling": "x" * 10_000})
    assert len(error) < 400
