"""Configs: those that ship are sound, and every error of a wrong one is shown at once."""

from pathlib import Path

import pytest
import yaml
from minimal_config import MINIMAL
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.model import Config
from snnbench.config.read import ConfigError, read_config, read_config_file
from snnbench.methods.registry import METHODS, NETS
from snnbench.paper.tables import published_table

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_configs_are_sound_and_say_how_to_run_them(path):
    config = read_config_file(path)
    assert set(NETS) <= set(config.methods)
    first_lines = "".join(path.read_text().splitlines(keepends=True)[:4])
    assert "snakemake --cores" in first_lines or "snnbench searches --configfile" in first_lines


def test_the_paper_config_is_the_paper():
    config = read_config_file("configs/config.yaml")
    published = yaml.safe_load((ROOT / "snnbench/paper/hyperparameters.yaml").read_text())
    grids = yaml.safe_load(Path("configs/search/paper.yaml").read_text())
    for suite, ours in (("uci", "default"), ("htru2", "htru2"), ("tox21", "tox21")):
        for method in NETS:
            assert grids[ours][method] == published[suite][method], (suite, method)
    assert sum(len(config.grid_of("uci", method)) for method in NETS) == 972
    assert (config.protocol.epochs, config.protocol.smoothing) == (100, 10)
    assert config.protocol.max_steps is None
    assert config.search.strategy == "grid"
    tasks = set(published_table("table_a11_uci_fnn_accuracy")["dataset"])
    assert tasks | {"htru2", "tox21"} == set(config.tasks)


def test_the_quick_config_keeps_rates_forms_and_depths():
    grids = yaml.safe_load(Path("configs/search/quick.yaml").read_text())["default"]
    published = yaml.safe_load((ROOT / "snnbench/paper/hyperparameters.yaml").read_text())["uci"]
    for method in NETS:
        parts = grids[method] if isinstance(grids[method], list) else [grids[method]]
        for key, values in published[method].items():
            if key in ("hidden_units", "units_per_block"):
                continue
            kept = {value for part in parts for value in part.get(key, [])}
            assert kept == set(values), (method, key)
    assert "hidden_units" not in grids["Highway"]  # its layers are as wide as the input


def test_every_default_is_documented_where_it_stands():
    source = (ROOT / "snnbench/config/model.py").read_text().splitlines()
    undocumented = {"run", "seed"} - set(Config.model_fields)
    assert not undocumented
    for name in Config.model_fields:
        line = next(i for i, text in enumerate(source) if text.startswith(f"    {name}: "))
        following = [text.strip() for text in source[line + 1 : line + 3]]
        section = Config.model_fields[name].annotation
        documented = any(text.startswith('"""') for text in following) or (getattr(section, "__doc__", None) or "")
        assert documented, name


def test_all_errors_at_once_with_path_value_and_what_would_be_right(tmp_path):
    wrong = {
        "run": "a b",
        "sede": 1,
        "tasks": ["iriss", "car", "car"],
        "methods": ["SNNN", "SVM", "BatchNorm"],
        "grids": {
            "default": {"SNN": {"learning_rate": [-0.1], "dropot": [0], "dropout": []}, "SVM": {"c": [1]}, "SVN": {}},
            "ucl": {},
        },
        "protocol": {"epochs": 0},
        "search": "halfing",
        "datasets": [
            {"name": "iris", "source": {"csv": "absent.csv", "target": "y"}},
            {"name": "twice", "source": {"openml": 3}},
            {"name": "twice", "source": {"openml": 4}},
        ],
        "estimators": [{"name": "SVM", "estimator": "sklearn.svm.NoSuchThing"}],
    }
    with pytest.raises(ConfigError) as raised:
        read_config(wrong)
    text = str(raised.value)
    for expected in (
        "run: 'a b' is wrong",
        "sede: unknown key (did you mean 'seed'?)",
        "tasks.0: unknown task or suite 'iriss' (did you mean 'iris'?)",
        "tasks: 'car' is given 2 times",
        "methods.0: unknown method 'SNNN' (did you mean 'SNN'?)",
        "grids.default.SNN.learning_rate: -0.1 is wrong: it must be a positive number",
        "grids.default.SNN.dropot: unknown hyperparameter of SNN (did you mean 'dropout'?)",
        "grids.default.SNN.dropout: [] is wrong: a list of at least one value is needed",
        "grids.default.SVM.c: unknown hyperparameter",
        "grids.default.SVN: unknown method (did you mean 'SVM'?)",
        "grids.ucl: unknown suite (did you mean 'uci'?)",
        "grids: no suite has a grid for BatchNorm",
        "protocol.epochs: 0 is wrong",
        "search.strategy: 'halfing' is wrong: it must be 'grid' or 'halving'",
        "datasets: the name 'iris' is taken by the catalog",
        "datasets: the name 'twice' is given 2 times",
        "datasets.0.source.csv: no file 'absent.csv'",
        "estimators: the name 'SVM' is taken by the built-in methods",
        "estimators.0.estimator: 'sklearn.svm.NoSuchThing' cannot be imported",
    ):
        assert expected in text, f"{expected}\nnot in\n{text}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"tasks": []}, "tasks: [] is wrong"),
        ({"methods": []}, "methods: [] is wrong"),
        ({"grids": "absent.yaml"}, "grids: no file 'absent.yaml'"),
        ({"search": {"strategy": "halving", "rungs": [30, 10]}}, "rungs must be epochs in rising order"),
        ({"scaling": "none"}, "scaling: 'none' is wrong: it must be 'corrected' or 'as_published'"),
        ({"repeats": {"uci": 0}}, "repeats.uci: 0 is wrong"),
    ],
)
def test_single_errors(change, expected):
    with pytest.raises(ConfigError, match="1 error") as raised:
        read_config({**MINIMAL, **change})
    assert expected in str(raised.value)


def test_suites_stand_for_their_tasks():
    assert len(read_config({**MINIMAL, "tasks": ["uci", "iris", "htru2"]}).tasks) == 122


def test_a_users_method_needs_a_few_lines():
    own = {"name": "Tree", "estimator": "sklearn.tree.DecisionTreeClassifier", "grid": {"max_depth": [2, 4]}}
    config = read_config({**MINIMAL, "methods": ["SNN", "Tree"], "estimators": [own]})
    assert config.grid_of("uci", "Tree") == [{"max_depth": 2}, {"max_depth": 4}]


def test_the_command_line_checks_a_config(tmp_path):
    (tmp_path / "bad.yaml").write_text("run: x\ntasks: [irris]\nmethods: [SNN]\ngrids: {}\n")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "bad.yaml")])
    assert result.exit_code == 1
    assert "did you mean 'iris'" in result.output
    assert CliRunner().invoke(app, ["check", "configs/demo.yaml"]).exit_code == 0


def test_reading_a_config_imports_nothing_heavy():
    import subprocess
    import sys

    code = "import sys, snnbench.config.read; sys.exit('torch' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_registry_names_the_networks():
    from snnbench.nets.architectures import ARCHITECTURES

    assert set(ARCHITECTURES) == set(NETS)
    assert list(METHODS)[: len(NETS)] == list(NETS)


def test_methods_may_be_limited_to_a_suite():
    config = read_config(
        {**MINIMAL, "methods": ["nets", "SVM", "PLS"], "grids": "configs/search/quick.yaml"}
        | {"only": {"tox21": ["SVM", "nets"]}}
    )
    assert config.methods_on("tox21") == (*NETS, "SVM")
    assert config.methods_on("uci") == (*NETS, "SVM", "PLS")
    with pytest.raises(ConfigError, match=r"only\.tox: unknown suite .*did you mean 'tox21'"):
        read_config({**MINIMAL, "only": {"tox": ["SNN"]}})
    with pytest.raises(ConfigError, match=r"only\.uci\.0: unknown method 'SNM'"):
        read_config({**MINIMAL, "only": {"uci": ["SNM"]}})
