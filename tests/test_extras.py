"""What the core can do without any extra, and what is said where one is missing."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from snnbench.extras import EXTRAS, MissingExtra, needs_extra

ROOT = Path(__file__).parent.parent
MODULES = {"liac-arff": "arff", "snakemake-executor-plugin-slurm": "snakemake_executor_plugin_slurm"}
"""Distributions whose module has another name."""

# What a missing package looks like to `import` and to `find_spec`.
WITHOUT_EXTRAS = """
import sys
from snnbench.extras import EXTRAS

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {module for modules in EXTRAS.values() for module in modules}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
"""


def without_extras(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS + code, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_every_optional_package_names_its_extra():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra, modules in EXTRAS.items():
        names = {Requirement(text).name for text in project["optional-dependencies"][extra]} - {"snnbench"}
        assert {MODULES.get(name, name.replace("-", "_")) for name in names} <= set(modules), extra


def test_the_estimators_and_the_theory_need_no_extra():
    done = without_extras(
        """
from sklearn.datasets import load_iris
from snnbench import SNNClassifier, load_task
from snnbench.theory.mapping import moment_map
from snnbench.theory.parameters import selu_parameters
print(SNNClassifier(epochs=2, random_state=0).fit(*load_iris(return_X_y=True)).predict([[5, 3, 1, 0]]))
print(load_task("sklearn-wine").X.shape, moment_map(0, 1), selu_parameters(0, 2))
"""
    )
    assert done.returncode == 0, done.stderr
    assert "(178, 13)" in done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["prove", "--theorem", "3"], ["tasks"]])
def test_these_commands_need_no_extra(arguments):
    done = without_extras("from snnbench.cli import app; app()", *arguments)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["run", str(ROOT / "configs/demo.yaml")], "workflow"),
        (["report", str(ROOT / "results/reference/quick")], "report"),
    ],
)
def test_a_command_that_needs_an_extra_says_which_in_a_line(arguments, extra):
    done = without_extras("from snnbench.cli import app; app()", *arguments)
    assert done.returncode == 1
    assert f"pip install 'snnbench[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_task_that_needs_an_extra_says_which(tmp_path):
    done = without_extras(
        "from snnbench.data.declared import Dataset; from snnbench import load_task;"
        "load_task('openml-61', datasets=[Dataset.model_validate({'openml': 61})])"
    )
    assert "MissingExtra" in done.stderr
    assert "snnbench[openml]" in done.stderr


def test_other_missing_packages_are_left_as_they_are():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"), needs_extra():
        import no_such_package  # noqa: F401
    with pytest.raises(MissingExtra, match=r"snnbench\[tox21\]"), needs_extra():
        raise ModuleNotFoundError("No module named 'rdkit.Chem'", name="rdkit.Chem")
