"""Halving played back against halving that trains."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.methods.method import Problem
from snnbench.methods.registry import METHODS
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.runs.compute import trials_of
from snnbench.runs.store import Store
from snnbench.searches.compare import replayed_cells, search_table
from snnbench.searches.replay import replay
from snnbench.training.search_settings import Search
from snnbench.training.selection import ranked

ROOT = Path(__file__).parents[2]
SEARCHES = [
    Search(strategy="grid"),
    Search(strategy="halving", rungs=(4,), keep=0.5),
    Search(strategy="halving", rungs=(3, 8), keep=0.4),
    Search(strategy="halving", rungs=(5,), keep=0.3, by_depth=("sklearn",)),
]


@pytest.fixture(scope="module")
def config():
    return read_config(
        {
            "run": "x",
            "tasks": ["sklearn-wine"],
            "methods": ["nets"],
            # A rate of 30 lets nets diverge.
            "grids": {
                "default": {
                    name: {
                        record.depth: [1, 3],
                        **({} if name == "Highway" else {record.width: [8]}),
                        **({"block_form": ["rectangular"]} if name == "ResNet" else {}),
                        "learning_rate": [0.01, 0.3, 30.0],
                    }
                    for name, record in ARCHITECTURES.items()
                    if record.in_paper
                }
            },
            "protocol": {"epochs": 12, "smoothing": 3, "batch_size": 32},
        }
    )


@pytest.fixture(scope="module")
def task():
    return load_task("sklearn-wine")


def trained(name, config, task, search):
    problem = Problem(
        task.prepare(0), len(task.classes), "accuracy", 0, config.protocol, search, by_depth=bool(search.by_depth)
    )
    trials = trials_of(config.grid_of("sklearn", name), name, seed=0)
    METHODS[name].run(problem, trials)
    return trials


@pytest.mark.parametrize("name", ["SNN", "BatchNorm", "Highway", "ResNet"])
def test_what_is_played_back_is_what_training_chooses(name, config, task):
    grid = trained(name, config, task, SEARCHES[0])
    rows = len(task.prepare(0).train.y)
    for search in SEARCHES:
        search = search if search.by_depth == ("sklearn",) else replace_by_depth(search)
        searched = trained(name, config, task, search)
        chosen = ranked(searched)[0]
        found = replay(grid, search, config.protocol, rows, by_depth=bool(search.by_depth))
        assert (found.number, found.test_score) == (chosen.number, chosen.test_score)
        assert found.epochs == sum(trial.epochs for trial in searched)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--search", "{rungs: [30, 10]}", "rising order"),
        ("--search", "{keeps: 0.5}", "keeps"),
        ("--search", "half", "{rungs:"),
        ("--search", "{rungs: [", "{rungs:"),
        ("--tasks", "irs", "has no task irs"),
    ],
)
def test_a_wrong_option_is_named_before_anything_is_trained(option, value, message, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = CliRunner(env={"COLUMNS": "300"}).invoke(
        app, ["searches", "--configfile", "configs/searches.yaml", option, value]
    )
    assert done.exit_code == 2
    assert message in done.output


def replace_by_depth(search):
    return search.model_copy(update={"by_depth": ()})


def test_a_diverged_net_cannot_be_chosen_from_the_rung_on_at_which_it_is_gone(config, task):
    grid = trained("SNN", config, task, SEARCHES[0])
    assert any(trial.status != "ok" for trial in grid)
    rows = len(task.prepare(0).train.y)
    found = replay(grid, replace_by_depth(SEARCHES[1]), config.protocol, rows)
    assert {trial.number: trial.status for trial in grid}[found.number] == "ok"


def test_nothing_is_chosen_where_all_nets_diverge(config, task):
    grid = trained("SNN", config, task, SEARCHES[0])
    diverged = [trial for trial in grid if trial.status != "ok"]
    assert replay(diverged, Search(strategy="grid"), config.protocol, len(task.prepare(0).train.y)) is None


def test_the_store_spares_the_training(config, task, tmp_path, monkeypatch):
    searches = {"half": replace_by_depth(SEARCHES[1])}
    store = Store(str(tmp_path / "store"))
    first = list(replayed_cells(task, ["SNN"], config, searches, store))
    monkeypatch.setattr("snnbench.training.search.train_from_scratch", lambda *args: pytest.fail("trained again"))
    assert list(replayed_cells(task, ["SNN"], config, searches, store)) == first
    table = search_table(pd.DataFrame(first))
    assert table.loc[0, "tasks"] == 1
    assert table.loc[0, "epochs"] == first[0]["epochs"] / first[0]["epochs_grid"]
    assert table.loc[0, "difference_points"] == pytest.approx(
        100 * (first[0]["test_score"] - first[0]["test_score_grid"])
    )
