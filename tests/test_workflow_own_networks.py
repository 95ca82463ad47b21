"""The demo with networks of a user's own, from the config to the report."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).parent.parent
MODULES = """
from torch import nn
class Mine(nn.Sequential):
    def __init__(self, inputs, outputs, width):
        super().__init__(nn.Linear(inputs, width), nn.Tanh(), nn.Linear(width, outputs))
class Fragile(Mine):
    def __init__(self, inputs, outputs, width):
        if inputs == 13:
            raise ArithmeticError("thirteen inputs")
        super().__init__(inputs, outputs, width)
"""
GRID = {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}
OWN = {
    "run": "mine",
    "tasks": ["sklearn-iris", "sklearn-wine"],
    "methods": ["SNN", "MSRAinit", "GELU", "Mine", "Fragile"],
    "networks": [
        {"name": "GELU", "activation": "torch.nn.GELU", "grid": GRID},
        {"name": "Mine", "module": "its_modules.Mine", "grid": {"width": [8], "learning_rate": [0.1]}},
        {"name": "Fragile", "module": "its_modules.Fragile", "grid": {"width": [8], "learning_rate": [0.1]}},
    ],
    "grids": {"default": {"SNN": GRID, "MSRAinit": GRID}},
    "protocol": {"epochs": 20},
    "incomplete": "drop",
    "theory": False,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the demo ran with these methods instead of its own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "its_modules.py").write_text(MODULES)
    (folder / "own.yaml").write_text(yaml.safe_dump(OWN))
    configs = [str(ROOT / "configs/demo.yaml"), "own.yaml"]
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", "2"]
    path = f"{ROOT}{os.pathsep}{folder}"
    ran = subprocess.run(
        [*command, "--configfile", *configs],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / "results/mine"


def test_own_networks_stand_in_the_tables_and_the_report(folder):
    table = pd.read_csv(folder / "tables/table1_fnn.csv").set_index("method")
    assert set(table.index) == set(OWN["methods"])
    assert table.loc[["GELU", "Mine"], "marked"].str.endswith("‡").all()
    accuracies = pd.read_csv(folder / "tables/tableA11.csv").set_index("task")
    assert accuracies.loc["sklearn-iris", ["GELU", "Mine", "Fragile"]].notna().all()
    html = (folder / "report.html").read_text()
    assert "GELU‡" in html
    assert "Mine‡" in html
    for name in ("average_ranks", "learning_curves", "accuracy_by_depth"):
        assert (folder / f"figures/{name}.png").stat().st_size > 0


def test_a_module_that_raises_leaves_a_row_with_the_reason(folder):
    rows = pd.read_parquet(folder / "runs.parquet").set_index(["task", "method"])["status"]
    assert rows["sklearn-iris", "Fragile"] == "ok"
    assert "ArithmeticError: thirteen inputs" in rows["sklearn-wine", "Fragile"]
    assert (rows.drop(("sklearn-wine", "Fragile")) == "ok").all()
    assert "ArithmeticError: thirteen inputs" in (folder / "report.html").read_text()
