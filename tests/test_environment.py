"""The conda environment, the lock file and the project's ranges say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["test"])]


def test_the_lock_satisfies_every_range():
    for requirement in declared():
        version = locked()[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_conda_users_get_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    pinned = {}
    for line in pip:
        if line != "-e .":
            name, version = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==(.+)", line).groups()
            pinned[canonicalize_name(name)] = version
    assert pinned == {canonicalize_name(r.name): locked()[canonicalize_name(r.name)] for r in declared()}
    assert "python=3.11" in environment["dependencies"]


def test_torch_has_no_local_build_tag():
    assert locked()["torch"] == "2.13.0"
