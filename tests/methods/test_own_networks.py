"""Networks that a user declares, from the config to the rows."""

import pickle

import pytest

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.methods.method import Problem
from snnbench.methods.registry import METHODS
from snnbench.nets.architectures import unregister
from snnbench.runs.compute import trials_of

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
    {"name": "Faulty", "module": "own_modules.Faulty", "grid": {"width": [13, 8], "learning_rate": [0.05]}},
]


def tried(name, search="grid"):
    config = read_config(
        {
            "run": "x",
            "tasks": ["sklearn-wine"],
            "methods": [name],
            "grids": {},
            "networks": NETWORKS,
            "protocol": {"epochs": 20, "smoothing": 5},
            "search": search,
        }
    )
    task = load_task("sklearn-wine")
    trials = trials_of(config.grid_of("sklearn", name), name, seed=0)
    problem = Problem(task.prepare(0), len(task.classes), "accuracy", 0, config.protocol, config.search)
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


def test_a_setting_whose_module_raises_is_recorded_with_the_reason():
    thirteen, eight = tried("Faulty")
    assert thirteen.status == "failed: ArithmeticError: thirteen units"
    assert eight.status == "ok"


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
