"""Counts of cells: settings, epochs and operations are those of the training itself."""

from itertools import product
from pathlib import Path

import pytest
import torch
from sklearn.model_selection import ParameterGrid

from snnbench.config.read import read_config, read_config_file
from snnbench.data.catalog import catalog
from snnbench.data.load import load_task
from snnbench.data.tox21.options import Tox21Options
from snnbench.methods.declared import settings_of
from snnbench.plan.counts import EVALUATION, CellCounts, Planner, fit_seconds, max_seconds
from snnbench.plan.sizes import TaskSize, size_of, size_of_entry
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.search import run_search
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

ROOT = Path(__file__).parents[2]
GRID = {
    "hidden_units": [8],
    "hidden_layers": [2],
    "learning_rate": [0.01 + 0.01 * i for i in range(9)],
    "layer_form": ["rectangular"],
}
WINE = TaskSize("wine", "sklearn", 178, features=13, classes=3)


def config(**changes):
    base = {"run": "x", "tasks": ["sklearn-wine"], "methods": ["BatchNorm"], "grids": {"default": {"BatchNorm": GRID}}}
    return read_config({**base, **changes})


def test_settings_of_the_shipped_config():
    planner = Planner(read_config_file("configs/quick.yaml"))
    settings = {
        (task, method): planner.counts(size_of_entry(catalog()[task]), method).settings
        for task, method in product(("iris", "htru2", "car"), ("SNN", "ResNet", "PLS"))
    }
    assert settings["iris", "SNN"] == 72
    assert settings["htru2", "SNN"] == 720
    assert settings["car", "ResNet"] == 45
    assert settings["car", "PLS"] == 4


@pytest.mark.parametrize(
    "grid", [{}, GRID, [{"a": [1], "b": [2, 3]}, {"c": [4]}], [{"b": ["x", None], "a": [0.1, 1, 2]}]]
)
def test_settings_come_in_the_order_of_scikit_learn(grid):
    assert settings_of(grid) == list(ParameterGrid(grid))


@pytest.mark.parametrize("strategy", ["grid", "halving"])
@pytest.mark.parametrize("protocol", [{"epochs": 40}, {"epochs": 40, "batch_size": 16, "max_steps": 100}])
def test_steps_are_those_that_the_search_trains(strategy, protocol, monkeypatch):
    trained = []
    train_epoch = Stack.train_epoch
    monkeypatch.setattr(Stack, "train_epoch", lambda self: trained.append(len(self.trials)) or train_epoch(self))
    data = data_on("cpu", load_task("sklearn-wine").prepare(0)._asdict(), SoftmaxCrossEntropy(3), accuracy)
    asked = config(search=strategy, protocol=protocol)
    trials = [Trial(setting, i, i) for i, setting in enumerate(ParameterGrid(GRID))]
    rows = len(data.train[1])
    with torch.no_grad():
        run_search(
            [trials[:5], trials[5:]],
            lambda group: Stack("BatchNorm", group, data, asked.protocol, seed=0),
            asked.search,
            asked.protocol,
            rows,
        )
    counted = Planner(asked).counts(WINE._replace(rows=round(rows / 0.6375)), "BatchNorm")
    assert counted.steps == pytest.approx(sum(trained) * asked.protocol.steps_per_epoch(rows))


def test_operations_are_those_of_the_matrix_products():
    one = {**GRID, "learning_rate": [0.1]}
    counted = Planner(config(grids={"default": {"BatchNorm": one}}, protocol={"epochs": 7})).counts(WINE, "BatchNorm")
    # 13 x 8, whose input has no gradient, 8 x 8 and 8 x 3.
    per_row = 2 * (2 * 13 * 8 + 3 * 8 * 8 + 3 * 8 * 3)
    train, validation, test = WINE.split_rows
    rows = 7 * train + EVALUATION * (7 * validation + test)
    assert counted.operations == pytest.approx(per_row * rows)


def test_rows_are_those_of_the_split(mirror, data_dir):
    for name in ("iris", "monks-3", "htru2"):
        split = load_task(name, data_dir=data_dir, mirrors=[str(mirror)]).splits[0]
        # Drawn class by class: on small tasks a row more or less per class.
        assert size_of_entry(catalog()[name]).split_rows == pytest.approx(
            [len(part) for part in split], rel=0.01, abs=2
        )


def test_seconds_and_memory_grow_with_the_task():
    quick = read_config_file("configs/quick.yaml")
    planner = Planner(quick)
    for method in quick.methods:
        small, large = (planner.counts(size_of(name, quick), method) for name in ("iris", "adult"))
        assert 0 < small.seconds < large.seconds
        assert 0 < small.megabytes < large.megabytes


def test_folds_that_choose_for_all_repeats_are_searched_once():
    quick = read_config_file("configs/quick.yaml")
    folds = quick.model_copy(update={"tox21": Tox21Options(validation="folds")})
    refit = quick.model_copy(update={"tox21": Tox21Options(validation="folds", refit=True)})
    plain, each, shared = (Planner(c).counts(size_of("tox21", c), "SNN") for c in (quick, folds, refit))
    assert (plain.replications, each.replications, shared.replications) == (5, 25, 5)
    assert each.steps == pytest.approx(5 * plain.steps)
    # Five folds instead of five repeats.
    assert shared.steps == pytest.approx(plain.steps)
    assert shared.settings == plain.settings


def test_unknown_methods_and_assays_are_counted():
    assert fit_seconds("mine", WINE) == fit_seconds("other", WINE)
    tox21 = TaskSize("tox21", "tox21", 12_000, 500, 12)
    assert fit_seconds("SVM", tox21) == pytest.approx(12 * fit_seconds("SVM", TaskSize("", "", 8400, 500, 2)))


def test_a_users_file_is_sampled(tmp_path):
    table = "a;b;class\n" + "".join(f"{i};{i % 7};x\n" for i in range(50_000))
    (tmp_path / "mine.csv").write_text(table)
    source = {"csv": str(tmp_path / "mine.csv"), "target": "class", "separator": ";"}
    declared = [{"name": "mine", "source": source}, {"name": "openml-61", "source": {"openml": 61}}]
    asked = config(tasks=["mine", "openml-61"], datasets=declared)
    mine, elsewhere = (size_of(name, asked) for name in asked.tasks)
    assert mine.rows == pytest.approx(50_000, rel=0.2)
    assert mine.features == 2
    assert elsewhere.rows == 1000
    assert size_of("mine", asked, look=False) == elsewhere._replace(name="mine")


def test_counting_imports_nothing_heavy():
    import subprocess
    import sys

    code = "import sys, snnbench.plan.counts; sys.exit(bool({'torch', 'sklearn', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_cell_may_take_fifty_times_its_plan_and_at_least_an_hour_per_replication():
    assert max_seconds(CellCounts(1, 5, 0.0, 0.0, 2.0, 700)) == 3600
    assert max_seconds(CellCounts(4, 20, 0.0, 0.0, 2.0, 700)) == 4 * 3600
    assert max_seconds(CellCounts(4, 20, 0.0, 0.0, 1000.0, 700)) == 50_000
