"""Runs that the command line or a later file makes smaller: their folders, and what is left of them."""

from pathlib import Path

import pytest
import yaml
from snakemake.cli import parse_config

from snnbench.config.read import ConfigError, read_run

ROOT = Path(__file__).parents[2]
SNN = {"hidden_layers": [2], "learning_rate": [0.1]}
MINIMAL = {"run": "x", "tasks": ["iris", "car"], "methods": ["SNN"], "grids": {"default": {"SNN": SNN}}}


@pytest.fixture
def config_file(tmp_path):
    return tmp_path / "config.yaml"


def read(file, *arguments):
    return read_run([file], parse_config(arguments), imports=False)


def test_a_subset_by_the_command_line_is_a_run_of_its_own(config_file):
    config_file.write_text(yaml.safe_dump({**MINIMAL, "theory": True}))
    assert read(config_file).run == "x"
    subset, again, other = (read(config_file, f"tasks=[{tasks}]") for tasks in ("iris", "iris", "car"))
    assert subset.run.startswith("x-subset-")
    assert subset.run == again.run != other.run
    assert (subset.subset_of, subset.theory.enabled) == ("x", False)
    assert read(config_file, "tasks=[iris]", "theory=true").theory.enabled
    # A name of its own, or all of the tasks, is no subset.
    assert read(config_file, "tasks=[iris]", "run=mine").subset_of is None
    assert read(config_file, "tasks=[car,iris]").run == "x"


def test_a_subset_by_a_later_file_is_a_run_of_its_own_as_well(config_file):
    fewer, named = config_file.with_name("fewer.yaml"), config_file.with_name("named.yaml")
    fewer.write_text("tasks: [iris]\n")
    named.write_text("tasks: [iris]\nrun: mine\n")
    config_file.write_text(yaml.safe_dump({**MINIMAL, "theory": True}))
    subset = read_run([config_file, fewer], imports=False)
    assert (subset.run, subset.subset_of) == (read(config_file, "tasks=[iris]").run, "x")
    assert not subset.theory.enabled
    assert read_run([config_file, named], imports=False).subset_of is None
    assert read_run([config_file, fewer], {"run": "mine"}, imports=False).subset_of is None
    # The file that names the run may choose its tasks before.
    assert read_run([fewer, config_file], imports=False).run == "x"
    # All of the tasks, and some more, are no subset.
    fewer.write_text("tasks: [car, iris, adult]\n")
    assert read_run([config_file, fewer], imports=False).run == "x"


@pytest.mark.parametrize("chosen", ["part={folds: [0]}", "part={repeats: [0]}", "only={uci: [SVM]}"])
def test_a_part_by_the_command_line_is_a_run_of_its_own_too(config_file, chosen):
    grids = {"default": {"SNN": SNN, "SVM": {"C": [1]}}}
    full = {**MINIMAL, "methods": ["SNN", "SVM"], "grids": grids, "folds": "all", "repeats": {"uci": 3}}
    config_file.write_text(yaml.safe_dump(full))
    subset = read(config_file, chosen)
    assert subset.subset_of == "x"
    others = ["part={folds: [1]}", "part={folds: [0], repeats: [0]}", "only={uci: [SNN]}", "tasks=[iris]"]
    names = [read(config_file, other).run for other in others]
    assert len({subset.run, "x", *names}) == len(others) + 2
    assert (read(config_file, chosen, "run=mine").run, read(config_file, chosen).run) == ("mine", subset.run)


@pytest.mark.parametrize("kept", ["part={folds: [0, 1, 2]}", "part={folds: null}", "only={uci: [SNN, SVM]}"])
def test_a_part_that_lacks_nothing_is_no_subset(config_file, kept):
    full = {**MINIMAL, "methods": ["SNN", "SVM"], "grids": {"default": {"SNN": SNN, "SVM": {"C": [1]}}}}
    config_file.write_text(yaml.safe_dump({**full, "part": {"folds": [0, 1]}, "only": {"uci": ["SVM"]}}))
    assert read(config_file, kept).run == "x"


def test_a_later_file_chooses_among_the_methods_of_suites(config_file):
    grids = {"default": {"SNN": SNN, "SVM": {"C": [1]}}}
    both = {**MINIMAL, "methods": ["SNN", "SVM"], "grids": grids, "only": {"uci": ["SVM", "SNN"]}}
    config_file.write_text(yaml.safe_dump(both))
    fewer = config_file.with_name("fewer.yaml")
    fewer.write_text("methods: [SNN]\n")
    subset = read_run([config_file, fewer], imports=False)
    assert subset.only == {"uci": ("SNN",)}
    assert subset.subset_of == "x"


@pytest.mark.parametrize("config", ["config", "quick"])
def test_fewer_methods_by_the_command_line_need_no_other_only(config):
    subset = read(ROOT / f"configs/{config}.yaml", "tasks=[iris,tox21]", "methods=[SNN,SVM,RuleFit]")
    assert subset.methods == ("SNN", "SVM", "RuleFit")
    assert subset.methods_on("tox21") == ("SNN", "SVM")
    assert read(ROOT / f"configs/{config}.yaml", "methods=[RuleFit]").methods_on("tox21") == ()
    with pytest.raises(ConfigError, match=r"SVN"):
        read(ROOT / f"configs/{config}.yaml", "methods=[SVN]")
