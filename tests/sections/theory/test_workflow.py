"""The theory as part of a run."""

import json
import re

import pandas as pd
import pytest
from workflow_runs import ROOT, run

from snnbench.config.read import ConfigError, read_config, read_config_file

SMALL = {
    "run": "small",
    "tasks": ["sklearn-iris"],
    "methods": ["SNN"],
    "grids": {"default": {"SNN": {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}}},
}


def planned(project, config):
    """Return what a dry run would do; its table of jobs names every rule."""
    result = run(project, config, "--dry-run")
    assert result.returncode == 0, result.stdout + result.stderr
    return set(re.findall(r"^(\w+) +\d+$", result.stdout, re.MULTILINE))


def test_a_run_without_the_theory_does_not_plan_it(project):
    rules = planned(project, SMALL)
    assert "report" in rules
    assert not rules & {"prove", "measure_networks", "theory_figures", "figure_1"}


def test_a_run_with_the_theory_plans_all_of_it(project):
    rules = planned(project, {**SMALL, "theory": {"figure_1": ["sklearn-iris", "mnist"]}})
    assert {"prove", "measure_networks", "theory_figures", "figure_1"} <= rules


def test_the_proof_of_a_run(project):
    result = run(project, {**SMALL, "theory": True}, "prove")
    assert result.returncode == 0, result.stdout + result.stderr
    folder = project / "results/small/theory"
    theorems = json.loads((folder / "theorems.json").read_text())
    assert {t["verdict"] for t in theorems if t["name"].startswith("Theorem")} == {"proved"}
    for theorem in theorems:
        assert {"name", "statement", "verdict", "certified"} <= set(theorem)
    bounds = pd.read_csv(folder / "derivative_bounds.csv", dtype=str)
    assert bounds.shape == (16, 5)
    assert "Theorem 3 (increasing variance): proved" in (folder / "summary.txt").read_text()


@pytest.mark.parametrize(
    ("theory", "message"),
    [
        ({"figure_1": ["mnits"]}, "theory.figure_1.0: unknown data set 'mnits'"),
        ({"figure_1": ["tox21"]}, "unknown data set 'tox21'"),
        ({"enable": True}, "theory.enable: unknown key"),
        ("yes", "theory"),
    ],
)
def test_wrong_keys_are_named(theory, message):
    with pytest.raises(ConfigError, match=message):
        read_config({**SMALL, "theory": theory})


@pytest.mark.parametrize("name", ["config", "quick", "demo"])
def test_the_projects_own_configs_ask_for_the_theory(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert read_config_file(f"configs/{name}.yaml").theory.enabled
