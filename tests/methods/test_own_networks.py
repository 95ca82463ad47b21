"""Networks that a user declares, from the config to the rows."""

import dataclasses
import pickle
import subprocess
import sys

import numpy as np
import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.methods import train_modules
from snnbench.methods.method import Problem
from snnbench.methods.networks import RegisteredNet
from snnbench.methods.registry import METHODS
from snnbench.nets.architectures import ARCHITECTURES, unregister
from snnbench.runs.compute import trials_of
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.grouping import Grouping
from snnbench.training.module_stack import ModuleStack
from snnbench.training.trial import Trial

NETWORKS = [
    {
        "name": "Swish",
        "activation": "own_modules.swish",
        "grid": {"hidden_units": [8], "hidden_layers": [1, 2], "learning_rate": [0.1], "dropout": [0, 0.1]},
    },
    {"name": "Mine", "module": "own_modules.ResMLP", "grid": {"width": [8], "learning_rate": [0.05, 0.1]}},
    {
        "name": "Adam",
        "module": "own_modules.ResMLP",
        "optimizer": "torch.optim.AdamW",
        "grid": {"width": [8, 16], "learning_rate": [0.01], "l2": [0.01]},
    },
    {
        "name": "Half-open",
        "like": "Highway",
        "layer": "own_layers.half_open",
        "grid": {"hidden_layers": [1, 2], "learning_rate": [0.1]},
    },
    {
        "name": "Deep",
        "module": "own_modules.ResMLP",
        "depth": "blocks",
        "grid": {"width": [8], "blocks": [1, 2], "learning_rate": [0.02, 0.1]},
    },
    {
        "name": "Undeclared",
        "module": "own_modules.ResMLP",
        "grid": {"width": [8], "blocks": [1, 2], "learning_rate": [0.02, 0.1]},
    },
    {"name": "Tired", "module": "own_modules.Tired", "grid": {"width": [8, 13, 16], "learning_rate": [0.05, 0.1]}},
    {
        "name": "TiredAtTest",
        "module": "own_modules.TiredAtTest",
        "grid": {"width": [8, 13], "learning_rate": [0.05, 0.1]},
    },
    {
        "name": "RefusesInfinity",
        "module": "own_modules.RefusesInfinity",
        "grid": {"width": [8], "learning_rate": [0.05, 1e30, 0.1]},
    },
    {"name": "Faulty", "module": "own_modules.Faulty", "grid": {"width": [13, 8], "learning_rate": [0.05]}},
]


def tried(name, search="grid", finished=None, **more):
    config = read_config(
        {
            "run": "x",
            "tasks": ["sklearn-wine"],
            "methods": [name],
            "grids": {},
            "networks": NETWORKS,
            "protocol": {"epochs": 20, "smoothing": 5},
            "search": search,
            **more,
        }
    )
    task = load_task("sklearn-wine")
    trials = trials_of(config.grid_of("sklearn", name), name, seed=0)
    rows, by_depth = task.prepare(0), "sklearn" in config.search.by_depth
    problem = Problem(
        rows,
        len(task.classes),
        "accuracy",
        0,
        config.protocol,
        config.search,
        by_depth,
        config.stack_megabytes,
        finished=finished,
    )
    METHODS[name].run(problem, trials)
    return trials


@pytest.mark.parametrize("name", ["Swish", "Mine", "Adam", "Half-open"])
def test_declared_networks_learn_and_give_the_same_twice(name):
    first, second = tried(name), tried(name)
    assert {trial.status for trial in first} == {"ok"}
    assert max(trial.test_score for trial in first) > 0.8
    for one, other in zip(first, second, strict=True):
        assert one.validation_curve == other.validation_curve
        assert one.training_loss == other.training_loss
        assert 5 <= one.epoch <= 20


def test_a_module_goes_through_halving():
    search = {"strategy": "halving", "rungs": [5], "keep": 0.5}
    epochs = sorted(trial.epochs for trial in tried("Mine", search))
    assert epochs[-1] == 20
    assert epochs[0] < 20


def test_a_module_competes_with_those_of_its_depth_where_the_config_names_it():
    search = {"strategy": "halving", "rungs": [5], "keep": 0.1, "by_depth": ["sklearn"]}

    def finished(name):
        return sorted(trial.hyperparameters["blocks"] for trial in tried(name, search) if trial.epochs == 20)

    assert finished("Deep") == [1, 2]
    assert len(finished("Undeclared")) == 1


def test_modules_are_grouped_to_size(monkeypatch):
    sizes = []
    make = ModuleStack.__init__

    def count(self, record, trials, *others):
        sizes.append(len(trials))
        make(self, record, trials, *others)

    monkeypatch.setattr(ModuleStack, "__init__", count)
    together = tried("Mine")
    assert set(sizes) == {2}
    sizes.clear()
    monkeypatch.setattr(train_modules, "Grouping", lambda *args: Grouping(*args[:4], 1e-6, args[5]))
    alone = tried("Mine")
    assert set(sizes) == {1}
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.training_loss, other.training_loss, rtol=1e-4)


def test_a_setting_whose_module_raises_is_recorded_with_the_reason():
    thirteen, eight = tried("Faulty")
    assert thirteen.status == "failed: ArithmeticError: thirteen units"
    assert eight.status == "ok"


FROM_SCRATCH = {"stack_megabytes": 1, "search": {"strategy": "halving", "rungs": [8], "keep": 0.5}}


@pytest.mark.parametrize("more", [{}, {"search": FROM_SCRATCH["search"]}, FROM_SCRATCH])
@pytest.mark.parametrize(("name", "reason"), [("Tired", "are tired"), ("TiredAtTest", "fail the test")])
def test_a_module_that_raises_after_its_first_step_costs_its_own_settings_only(name, reason, more, monkeypatch):
    if "stack_megabytes" in more:
        monkeypatch.setattr(Grouping, "wait_in_memory", lambda *_: False)
    trials = tried(name, **more)
    failed = f"failed: ArithmeticError: thirteen units {reason}"
    assert [t.status for t in trials] == [failed if t.hyperparameters["width"] == 13 else "ok" for t in trials]
    assert max(trial.test_score for trial in trials if trial.can_be_chosen) > 0.8


def test_a_setting_that_raises_in_a_stack_leaves_its_neighbours():
    trials = tried("RefusesInfinity")
    assert [trial.status == "ok" for trial in trials] == [True, False, True]
    assert trials[1].status.startswith("failed: FloatingPointError")


def test_a_stack_with_a_failure_is_tried_again_by_the_next_call(tmp_path):
    finished = FinishedTrials(Store(str(tmp_path)), "cell")
    first = tried("Tired", finished=finished)
    again = [Trial(trial.hyperparameters, trial.number, trial.seed) for trial in first]
    groups = [[again[0], again[3]], [again[1], again[4]], [again[2], again[5]]]  # by width
    assert [finished.recall(group) for group in groups] == [True, False, True]


def test_an_error_that_is_no_modules_ends_the_search(tmp_path):
    class Broken:
        def recall(self, trials):
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space left"):
        tried("Mine", finished=Broken())


@pytest.mark.parametrize("name", ["Swish", "Adam"])
def test_a_declared_network_brings_its_record_to_other_processes(name):
    tried(name)
    method = METHODS[name]
    packed = pickle.dumps(method)
    unregister(name)
    assert name not in METHODS
    unpacked = pickle.loads(packed)
    assert unpacked == method
    assert name in METHODS


NAMES = """
import sys
sys.path[:0] = {path!r}
from snnbench.config.read import read_config
from snnbench.methods.networks import replace_registered
from snnbench.methods.networks import RegisteredNet
from snnbench.methods.registry import METHODS
from snnbench.nets.own.records import ActivationNetwork
import functools, own_modules
networks = {networks!r}
read_config({{"run": "x", "tasks": ["sklearn-wine"], "methods": ["SNN"], "grids": {{"default": {{"SNN": {grid!r}}}}},
    "networks": networks}})
replace_registered(ActivationNetwork(name="Partial", activation=functools.partial(own_modules.swish, beta=2.0)))
print([repr(METHODS[name]) for name in ["Partial", *(network["name"] for network in networks)]])
"""


def test_a_definition_is_the_same_in_every_process():
    """Otherwise the store would never find a declared network's cells."""
    grid = NETWORKS[0]["grid"]
    code = NAMES.format(path=sys.path, networks=NETWORKS, grid=grid)
    first, second = (subprocess.check_output([sys.executable, "-c", code], text=True) for _ in range(2))
    assert first == second
    assert "own_modules.swish" in first


@pytest.mark.parametrize(
    "change",
    [
        {"gain": 1.0},
        {"hyperparameters": {"learning_rate": "positive number", "hidden_layers": "positive integer"}},
        {"matrices": lambda hyperparameters, inputs, units: [(inputs, units)] * 2},
        {"width": "units"},
        {"reads_data": False},
        {"unpassed": 0},
        {"builder": "own_modules:hidden_layer"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_field_of_a_registered_record_is_part_of_its_definition(change):
    record = dataclasses.replace(ARCHITECTURES["MSRAinit"], name="Eighth", in_paper=False)
    assert repr(RegisteredNet("Eighth", record=record)) != repr(
        RegisteredNet("Eighth", record=dataclasses.replace(record, **change))
    )
