"""Networks of installed packages, known by an entry point to every process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORD = """
from snnbench.nets.architectures import LAYERS, Architecture

TANH = Architecture(
    name="TanhNet",
    builder="tanh_net.layer:hidden_layer",
    hyperparameters={**LAYERS, "learning_rate": "positive number"},
    gain=1.0,
)
PAPER = Architecture(name="Mine", builder="tanh_net.layer:hidden_layer", hyperparameters={}, in_paper=True)
SVM = Architecture(name="svm", builder="tanh_net.layer:hidden_layer", hyperparameters={})
"""
LAYER = """
import torch
from snnbench.nets.layer import Chain
from snnbench.nets.own.elementwise import Elementwise

def hidden_layer(build, at):
    return Chain(build.linear(at, gain=1.0), Elementwise(torch.tanh))
"""
CELL = """
import sys
from pathlib import Path
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.estimators import FNNClassifier
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of

grid = {"hidden_units": [8], "hidden_layers": [2], "learning_rate": [0.1]}
config = read_config({"run": "x", "tasks": ["sklearn-iris"], "methods": ["TanhNet"], "protocol": {"epochs": 20},
    "grids": {"default": {"TanhNet": grid}}})
task = load_task("sklearn-iris")
if __name__ == "__main__":
    rows = runs_of(run_cells(task, ["TanhNet"], config, Path(sys.argv[1])).to_pandas())
    assert rows["status"].tolist() == ["ok"], rows["status"].tolist()
    assert rows["test_score"].min() > 0.6
    FNNClassifier("TanhNet", epochs=1, min_steps=0).fit(task.X, task.y)
"""


@pytest.fixture
def run(tmp_path):
    """Run Python where a package is installed that names a record as an entry point."""
    package, info = tmp_path / "tanh_net", tmp_path / "tanh_net-1.0.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "__init__.py").write_text("")
    (package / "records.py").write_text(RECORD)
    (package / "layer.py").write_text(LAYER)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tanh-net\nVersion: 1.0\n")

    def run(record, *arguments):
        (info / "entry_points.txt").write_text(f"[snnbench.networks]\nit = tanh_net.records:{record}\n")
        path = os.pathsep.join([str(tmp_path), str(ROOT)])
        return subprocess.run(
            [sys.executable, *arguments], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
        )

    return run


def test_an_installed_network_is_configured_and_trained_by_its_record_alone(run, tmp_path):
    (tmp_path / "cell.py").write_text(CELL)
    ran = run("TANH", str(tmp_path / "cell.py"), str(tmp_path / "store"))
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("PAPER", "ValueError: in_paper is true"),
        ("SVM", "ValueError: the name 'svm' is taken by 'SVM'"),
        ("LAYERS", "TypeError: it is a dict, not a snnbench.nets.architecture.Architecture"),
        ("NONE", "AttributeError"),
    ],
)
def test_what_cannot_be_registered_is_named_with_its_package(run, record, message):
    ran = run(record, "-c", "import snnbench.methods.registry")
    assert ran.returncode
    where = f"network 'it' (tanh_net.records:{record}), an entry point 'snnbench.networks' of tanh-net, cannot be"
    assert f"{where} registered: {message}" in ran.stderr
