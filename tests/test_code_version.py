"""The hash of what computes a result follows the imports, and nothing else."""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from snnbench.code_version import PACKAGE_ROOT, _library_folders, code_version, library_versions, source_files
from snnbench.imports import imports_of
from snnbench.sections.theory.propagation import VARIANTS
from snnbench.sections.theory.training_curves import NETWORKS
from snnbench.sections.tox21 import net_inputs

ROOT = Path(__file__).parent.parent
RULES = "\n".join(path.read_text() for path in sorted((ROOT / "workflow/rules").glob("*.smk")))
ENTRIES = sorted(set(re.findall(r'code_version\(\s*"(snnbench\.[\w.]+)"', RULES)))
"""The entry module of each rule."""


@pytest.fixture
def package(tmp_path):
    """A folder with a small package that reaches some of its modules."""
    files = {
        "snnbench/__init__.py": "",
        "snnbench/entry.py": """
            from __future__ import annotations
            import typing
            from typing import TYPE_CHECKING
            from snnbench.room import used
            if TYPE_CHECKING:
                from snnbench import for_types
            if typing.TYPE_CHECKING:
                import snnbench.for_types
            else:
                import snnbench.otherwise
            def late():
                import importlib
                from .sibling import something
                importlib.import_module("snnbench.named")
                return importlib.import_module(f"snnbench.several.{late}")
        """,
        "snnbench/for_types.py": "",
        "snnbench/otherwise.py": "",
        "snnbench/sibling.py": "from . import behind",
        "snnbench/behind.py": "import snnbench.entry",
        "snnbench/named.py": "from importlib import resources\nX = resources.files('snnbench.room') / 'table.csv'",
        "snnbench/several/__init__.py": "",
        "snnbench/several/one.py": "",
        "snnbench/several/two.py": "",
        "snnbench/room/__init__.py": "",
        "snnbench/room/used.py": "",
        "snnbench/room/unused.py": "",
        "snnbench/room/table.csv": "a,b",
        "snnbench/room/texts/page.html": "<p>",
        "snnbench/unused.py": "import snnbench.entry",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub(r"(?m)^ {12}", "", text))
    return tmp_path


REACHED = {
    *("__init__.py", "entry.py", "otherwise.py", "sibling.py", "behind.py", "named.py"),
    *("several/__init__.py", "several/one.py", "several/two.py"),
    *("room/__init__.py", "room/used.py", "room/table.csv", "room/texts/page.html"),
}


def test_imports_are_followed_wherever_they_stand(package):
    found = source_files("snnbench.entry", root=package)
    assert {name.removeprefix("snnbench/") for name in found} == REACHED


def test_what_is_reached_changes_the_hash_and_nothing_else_does(package):
    before = code_version("snnbench.entry", root=package)
    for path in sorted(package.rglob("*.*")):
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        imports_of.cache_clear()
        changed = code_version("snnbench.entry", root=package) != before
        assert changed == (path.relative_to(package / "snnbench").as_posix() in REACHED), path
        path.write_bytes(content)
    imports_of.cache_clear()
    assert code_version("snnbench.entry", root=package) == before


def test_a_module_that_is_missing_is_named(package):
    with pytest.raises(ModuleNotFoundError, match=r"snnbench\.nothing"):
        code_version("snnbench.nothing", root=package)
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        code_version("no_such_module.own")


@pytest.mark.parametrize("entry", ENTRIES)
def test_touching_a_module_changes_the_rules_that_reach_it_and_no_other(entry, tmp_path):
    shutil.copytree(PACKAGE_ROOT / "snnbench", tmp_path / "snnbench", ignore=shutil.ignore_patterns("__pycache__"))
    before = code_version(entry, root=tmp_path)
    assert before == code_version(entry)
    reached = set(source_files(entry))
    everything = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "snnbench").rglob("*.py")}
    for name in (max(reached), min(everything - reached)):
        path = tmp_path / name
        content = path.read_bytes()
        path.write_bytes(content + b"\n# touched\n")
        assert (code_version(entry, root=tmp_path) != before) == (name in reached), name
        path.write_bytes(content)


def test_each_script_calls_into_the_entry_module_of_its_rule():
    """The job module only reads the config, whose values are parameters of the rules, and keeps the log; limits end a
    cell, failures are never kept, and in which process a script runs decides nothing."""
    found = re.findall(r'code=(?:code_version\(\s*"([\w.]+)"|(\w+)).*?script:\s*"\.\./scripts/(\w+)\.py"', RULES, re.S)
    assert len(found) == RULES.count("script:")
    for entry, function, script in found:
        if function:
            entry = re.search(rf'def {function}\(.*?code_version\("([\w.]+)"', RULES, re.S).group(1)
        text = (ROOT / "workflow/scripts" / f"{script}.py").read_text()
        imported = set(re.findall(r"^from (snnbench\S*) import", text, re.M)) - {
            "snnbench.plan.limits",
            "snnbench.runs.job",
            "snnbench.runs.state",
            "snnbench.runs.warm.client",
        }
        assert imported == {entry}, script


@pytest.mark.parametrize(
    ("section", "built"),
    [
        ("theory.measure_networks", {variant.method for variant in VARIANTS.values()}),
        ("theory.train_figure_1", set(NETWORKS)),
        ("tox21.build", set(re.findall(r'Stack\("(\w+)"', Path(net_inputs.__file__).read_text()))),
    ],
)
def test_the_hash_of_a_section_includes_the_networks_that_it_builds(section, built):
    """Their modules are named in their records, where no import leads to them."""
    named = re.search(rf'"snnbench\.sections\.{section}",\s*\*code_of_networks\(([^)]*)\)', RULES).group(1)
    assert set(re.findall(r'"(\w+)"', named)) == built


LOADED = """
import sys
{work}
print("\\n".join(sorted(name for name in sys.modules if name.split(".")[0] == "snnbench")))
"""


@pytest.mark.parametrize("entry", ENTRIES)
def test_importing_an_entry_module_loads_nothing_that_its_hash_misses(entry):
    code = LOADED.format(work=f"import {entry}")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE_ROOT, check=True)
    files = {path.resolve() for path in source_files(entry).values()}
    for name in result.stdout.split():
        base = PACKAGE_ROOT.joinpath(*name.split("."))
        assert {base.with_suffix(".py"), base / "__init__.py"} & files, name


def test_versions_of_the_libraries_that_compute_are_part(monkeypatch):
    found = library_versions("snnbench.methods.train_networks")
    assert {"torch", "numpy", "numba"} <= set(found)
    assert {"scikit-learn", "numpy", "scipy"} <= set(library_versions("sklearn.svm"))
    assert "rdkit" in library_versions("snnbench.data.tox21.task")
    assert not {"pydantic", "pyarrow", "pyyaml"} & set(found)
    before = code_version("sklearn.svm")
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == "scipy" else version(name))
    assert code_version("sklearn.svm") != before


def test_a_users_module_counts_with_what_it_imports_from_its_folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "own_method.py").write_text("import own_helper\nfrom sklearn.svm import SVC\n")
    (tmp_path / "own_helper.py").write_text("X = 1\n")
    (tmp_path / "own_other.py").write_text("X = 1\n")
    before = code_version("own_method")
    assert set(source_files("own_method")) == {"own_method.py", "own_helper.py"}
    assert "scikit-learn" in library_versions("own_method")
    (tmp_path / "own_other.py").write_text("X = 2\n")
    assert code_version("own_method") == before
    (tmp_path / "own_helper.py").write_text("X = 2\n")
    assert code_version("own_method") != before


def test_libraries_that_lie_next_to_an_installed_package_are_no_source_of_it(package, monkeypatch):
    monkeypatch.setattr("snnbench.code_version._library_folders", lambda: frozenset([package]))
    (package / "importlib").mkdir()
    (package / "importlib/__init__.py").write_text("import numpy")
    assert all(name.startswith("snnbench/") for name in source_files("snnbench.entry", root=package))


def test_a_library_stands_for_its_version_only():
    assert source_files("sklearn.svm") == {}
    assert source_files("json.decoder") == library_versions("json.decoder") == {}


def test_relative_names_are_those_of_the_package_and_may_lead_out_of_it(tmp_path, monkeypatch):
    """What Python refuses when it runs counts for nothing, and stops nothing before."""
    files = {
        "own_package/__init__.py": "",
        "own_package/method.py": "import importlib\nimportlib.import_module('.layers', __package__)",
        "own_package/layers.py": "import importlib\nimportlib.import_module('.inner', 'own_package.deep')",
        "own_package/deep/__init__.py": "",
        "own_package/deep/inner.py": "",
        "own_module.py": "from . import helper\nfrom ...far import away",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    assert set(source_files("own_package.method")) == {name for name in files if name.startswith("own_package")}
    assert set(source_files("own_module")) == {"own_module.py"}
    assert code_version("own_module") != code_version("own_package.method")


def test_libraries_of_another_environment_are_no_source(tmp_path, monkeypatch):
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "other_library.py").write_text("")
    monkeypatch.syspath_prepend(folder)
    _library_folders.cache_clear()
    try:
        assert source_files("other_library") == {}
    finally:
        _library_folders.cache_clear()
