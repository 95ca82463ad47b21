"""Cutting a run into pieces."""

import re
import shlex
import subprocess

import pytest
import yaml
from snakemake.cli import parse_config
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config, read_config_file, read_run
from snnbench.data.replication import Part
from snnbench.methods.baselines import BASELINES
from snnbench.methods.registry import NETS
from snnbench.pieces.cut import Piece, cut
from snnbench.plan.counts import Planner, fit_seconds
from snnbench.plan.sizes import scored_splits_of, size_of


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
            for split in scored_splits_of(task, config)
            for repeat in config.repeats_of(task.suite, task.rows, method)
        ]
    return found


def as_run(config, piece):
    return config.model_copy(update={"tasks": piece.tasks, "methods": piece.methods, "part": piece.part})


def test_every_cell_is_in_exactly_one_piece(reference):
    in_pieces = [cell for piece in cut(reference, 7200) for cell in cells(as_run(reference, piece))]
    assert sorted(in_pieces) == sorted(cells(reference))


def test_a_refitted_task_is_computed_once_per_repeat():
    config = read_config_file("configs/reference-tox21.yaml")
    found = cut(config, 3600)
    assert {(piece.part.folds, piece.part.repeats) for piece in found} == {((0,), (r,)) for r in range(5)}
    in_pieces = [cell for piece in found for cell in cells(as_run(config, piece))]
    assert sorted(in_pieces) == sorted(cells(config))
    # Its piece searches all folds.
    size = size_of("tox21", config)
    searched = [Planner(config.model_copy(update={"part": Part(folds=f)})).counts(size, "SVM") for f in ((0,), None)]
    assert searched[0] == searched[1]
    assert searched[0].seconds > 4 * fit_seconds("SVM", size) * len(config.grid_of("tox21", "SVM"))


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


@pytest.mark.parametrize(("pieces", "last"), [(2, "02"), (100, "100")])
def test_the_printed_folders_are_those_that_the_shell_expands(tmp_path, monkeypatch, pieces, last):
    config = {"run": "mine", "tasks": ["iris"], "methods": ["SVM"], "grids": {"default": {"SVM": {"C": [1]}}}}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(config))
    piece = Piece(Part(folds=(0,), repeats=(0,)), ("SVM",), ("iris",), 1.0)
    monkeypatch.setattr("snnbench.pieces.command.cut", lambda *_: [piece] * pieces)
    printed = CliRunner().invoke(app, ["pieces", "--configfile", str(tmp_path / "mine.yaml")]).output
    named = re.findall(r"run=(mine-\d+)", printed)
    folders = re.search(r"snnbench merge (results/\S+)", printed)[1]
    expanded = subprocess.run(["bash", "-c", f"echo {folders}"], capture_output=True, text=True, check=True).stdout
    assert expanded.split() == [f"results/{name}" for name in named]
    assert named[-1] == f"mine-{last}"
