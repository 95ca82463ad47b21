"""Cutting a run into pieces."""

import shlex

import pytest
import yaml
from snakemake.cli import parse_config
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config, read_config_file, read_run
from snnbench.methods.baselines import BASELINES
from snnbench.methods.registry import NETS
from snnbench.pieces.cut import cut
from snnbench.plan.counts import Planner
from snnbench.plan.sizes import size_of


@pytest.fixture(scope="module")
def reference():
    return read_config_file("configs/reference.yaml")


def cells(config):
    """Every (task, method, split, repeat) that a config computes."""
    found = []
    for name in config.tasks:
        task = size_of(name, config)
        found += [
            (name, method, split, repeat)
            for method in config.methods_on(task.suite)
            for split in config.splits_of(task.suite, task.rows, task.splits)
            for repeat in config.repeats_of(task.suite, task.rows, method)
        ]
    return found


def as_run(config, piece):
    return config.model_copy(update={"tasks": piece.tasks, "methods": piece.methods, "part": piece.part})


def test_every_cell_is_in_exactly_one_piece(reference):
    in_pieces = [cell for piece in cut(reference, 7200) for cell in cells(as_run(reference, piece))]
    assert sorted(in_pieces) == sorted(cells(reference))


def test_no_piece_is_empty_or_longer_than_asked_for(reference):
    for piece in cut(reference, 7200):
        assert piece.tasks
        assert piece.methods
        assert piece.seconds <= 7200 or len(piece.tasks) == 1
        planner = Planner(as_run(reference, piece))
        took = sum(planner.counts(size_of(t, reference), m).seconds for t in piece.tasks for m in piece.methods)
        assert took == pytest.approx(piece.seconds)


def test_the_paper_s_protocol_comes_first_and_small_tasks_before_large_ones(reference):
    found = cut(reference, 7200)
    first = [piece for piece in found if piece.part.folds == (0,) and piece.part.repeats == (0,)]
    assert found[: len(first)] == first
    networks = [piece for piece in first if piece.methods == NETS]
    others = [piece for piece in first if piece.methods == tuple(BASELINES)]
    assert first == networks + others
    planner = Planner(reference.model_copy(update={"part": first[0].part}))
    for pieces in (networks, others):
        tasks = [(task, piece.methods) for piece in pieces for task in piece.tasks]
        assert sorted(task for task, _ in tasks) == sorted(reference.tasks)
        costs = [sum(planner.counts(size_of(t, reference), method).seconds for method in m) for t, m in tasks]
        assert costs == sorted(costs)


def test_the_printed_commands_are_configs_that_can_be_read(tmp_path):
    file = tmp_path / "mine.yaml"
    values = {"run": "mine", "tasks": ["iris", "glass"], "methods": ["SVM", "NaiveBayes"], "folds": "all"}
    values |= {"grids": {"default": {"SVM": {"C": [1]}, "NaiveBayes": {}}}}
    file.write_text(yaml.safe_dump(values | {"folds": "first"}))
    other = tmp_path / "folds.yaml"
    other.write_text("folds: all\n")
    files = ["--configfile", str(file), "--configfile", str(other)]
    ended = CliRunner().invoke(app, ["pieces", *files, "--cores", "1"])
    assert "# 2 tasks, 2 methods, 0.0 core-hours" in ended.output
    commands = [shlex.split(line) for line in ended.output.splitlines() if not line.startswith("#")]
    assert len(commands) == 2
    found = []
    for number, words in enumerate(commands, start=1):
        assert words[:6] == ["snakemake", "--cores", "1", "--configfile", str(file), str(other)]
        start, end = words.index("--config"), words.index("--")
        config = read_run([file, other], parse_config(words[start + 1 : end]))
        assert config.run == f"mine-{number:02d}"
        found += cells(config)
    assert sorted(found) == sorted(cells(read_config(values)))
