"""Cells: the store's keys, finished stacks of an unfinished cell, and failures as rows."""

import pandas as pd
import psutil
import pytest
import torch

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of
from snnbench.runs.isolated import InThisProcess
from snnbench.runs.rows import RUNS, TRIALS
from snnbench.runs.store import Store
from snnbench.training.process import small_nets
from snnbench.training.stack import Stack

BASE = {
    "run": "x",
    "tasks": ["sklearn-iris"],
    "methods": ["SNN", "SVM"],
    "grids": {
        "default": {
            "SNN": {
                "hidden_units": [8],
                "hidden_layers": [2, 3],
                "learning_rate": [0.1],
                "layer_form": ["rectangular", "conic"],
            },
            "SVM": {"C": [1, 10]},
        }
    },
    "protocol": {"epochs": 12},
}


@pytest.fixture
def run(tmp_path):
    def run(methods=("SNN", "SVM"), task="sklearn-iris", **changes):
        config = read_config({**BASE, **changes})
        table = run_cells(load_task(task), methods, config, tmp_path, executor=InThisProcess())
        return table.to_pandas()

    return run


@pytest.fixture
def trainings(monkeypatch):
    """Counts the stacks that are trained."""
    counted, train = [], Stack.train

    def counting(self, epochs):
        counted.append(len(self.trials))
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", counting)
    return counted


def test_rows_have_the_contracts_columns(run, tmp_path):
    trials = run()
    assert list(trials.columns) == TRIALS.names
    assert trials.groupby("method")["chosen"].sum().to_dict() == {"SNN": 1, "SVM": 1}
    assert trials.groupby("method").size().to_dict() == {"SNN": 4, "SVM": 2}
    runs = runs_of(trials)
    assert list(runs.columns) == RUNS.names
    cell = pd.read_parquet(tmp_path / "x" / "cells" / "sklearn-iris" / "SNN.parquet")
    assert len(cell) == 4
    chosen = trials[trials["chosen"] & (trials["method"] == "SNN")].iloc[0]
    assert len(chosen["validation_curve"]) == len(chosen["training_loss"]) == 12


def test_the_peak_of_memory_is_in_megabytes(run):
    """Each cell's process has imported NumPy, and does not fill the machine."""
    assert run()["peak_mb"].between(30, psutil.virtual_memory().total / 2**20).all()


def test_a_finished_cell_is_not_computed_again(run, trainings):
    first = run()
    done = len(trainings)
    assert done == 3
    second = run(run="another", tasks=["sklearn-iris", "sklearn-wine"])
    assert len(trainings) == done
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"protocol": {"epochs": 13}}, {"search": "halving"}, {"stack_megabytes": 1}],
    ids=lambda change: next(iter(change)),
)
def test_whatever_decides_a_cell_computes_it_again(run, trainings, change):
    run(["SNN"])
    done = len(trainings)
    run(["SNN"], **change)
    assert len(trainings) > done


def test_a_cell_goes_on_behind_its_finished_stacks(run, trainings, monkeypatch):
    expected = run(["SNN"])
    train = Stack.train

    def killed_at_the_second(self, epochs):
        if len(trainings) == 5:
            raise KeyboardInterrupt
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(["SNN"], seed=7)
    monkeypatch.setattr(Stack, "train", train)
    before = len(trainings)
    again = run(["SNN"], seed=7)
    assert len(trainings) - before == 1
    assert again["status"].eq("ok").all()
    assert len(again) == len(expected)


def test_a_method_that_raises_leaves_a_row_with_the_reason(run, monkeypatch, caplog):
    def fail(self, epochs):
        raise ArithmeticError("no luck")

    monkeypatch.setattr(Stack, "train", fail)
    runs = runs_of(run()).set_index("method")
    assert runs.loc["SNN", "status"] == "failed: ArithmeticError: no luck"
    assert runs.loc["SVM", "status"] == "ok"
    assert "Traceback" in caplog.text
    monkeypatch.undo()
    assert runs_of(run()).set_index("method").loc["SNN", "status"] == "ok"


def files_of(store):
    return sorted(path.relative_to(store).parts for path in store.rglob("*.parquet"))


def test_finished_stacks_are_removed_once_the_cell_is_kept(run, tmp_path, monkeypatch):
    monkeypatch.setattr(
        Store, "put", lambda store, *kept, put=Store.put: put(store, *kept) and "full" not in store.address
    )
    run(["SNN"])
    assert [len(parts) for parts in files_of(tmp_path / "store")] == [2]
    # Where the cell itself could not be kept they are all that is left.
    run(["SNN"], store=str(tmp_path / "full"))
    assert len(files_of(tmp_path / "full")) > 1


def test_a_new_method_or_task_never_shifts_another(run):
    alone = run(["SNN"]).drop(columns=["seconds", "peak_mb"])
    run(["SVM"], task="sklearn-wine")
    among = run(["SVM", "SNN"], seed=0).drop(columns=["seconds", "peak_mb"])
    among = among[among["method"] == "SNN"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)


def test_precision_holds_while_nets_train_only():
    before = torch.backends.cuda.matmul.allow_tf32
    with small_nets("tf32"):
        assert torch.backends.cuda.matmul.allow_tf32
    assert torch.backends.cuda.matmul.allow_tf32 == before
