"""The conda environment, the lock file and the project's ranges say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
GROUPS = PYPROJECT["dependency-groups"]
UNLOCKED = {"jax"}
"""Extras that a development environment does without, because of their size."""


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def declared(texts=None):
    """Requirements with those of the extras they name and of the core; by default of the group ``dev``."""
    texts = development() if texts is None else texts
    requirements = [Requirement(text) for text in texts]
    others = {name for r in requirements if r.name == "snnbench" for name in r.extras}
    found = [Requirement(text) for text in PROJECT["dependencies"]]
    found += [r for r in requirements if r.name != "snnbench"]
    for name in others:
        found += declared(PROJECT["optional-dependencies"][name])
    return list({str(r): r for r in found}.values())


def development(group="dev"):
    """The requirements of a dependency group and of those it includes."""
    for entry in GROUPS[group]:
        yield from [entry] if isinstance(entry, str) else development(entry["include-group"])


def test_the_lock_satisfies_every_range():
    for requirement in declared():
        version = locked()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_a_development_environment_has_every_extra():
    extras = [texts for name, texts in PROJECT["optional-dependencies"].items() if name not in UNLOCKED]
    assert {str(r) for texts in extras for r in declared(texts)} <= {str(r) for r in declared()}


def test_the_extra_all_has_what_a_run_may_need():
    extras = PROJECT["optional-dependencies"]
    for name in ("workflow", "report", "tox21", "openml", "bayes"):
        assert {str(r) for r in declared(extras[name])} <= {str(r) for r in declared(extras["all"])}


def test_conda_users_get_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    pinned = {}
    for line in pip:
        name, version = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==(.+)", line).groups()
        pinned[canonicalize_name(name)] = version
    assert pinned == {canonicalize_name(r.name): locked()[canonicalize_name(r.name)] for r in declared()}
    assert "python=3.11" in environment["dependencies"]


def test_the_workflow_asks_for_the_snakemake_that_the_package_asks_for():
    (snakemake,) = (r for r in declared(PROJECT["optional-dependencies"]["workflow"]) if r.name == "snakemake")
    (minimum,) = re.findall(r'min_version\("(.+)"\)', (ROOT / "Snakefile").read_text())
    assert str(snakemake.specifier) == f">={minimum}"


def test_torch_has_no_local_build_tag():
    assert locked()["torch"] == "2.13.0"
