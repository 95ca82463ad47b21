"""The plan counts what training does: epochs of every net, calls of layers, and who is left after a rung."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom
from sklearn.model_selection import ParameterGrid

from snnbench.config.read import read_config_file
from snnbench.data.catalog import catalog
from snnbench.data.load import load_task
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import depth_of
from snnbench.plan.course import _share_out, diverging_share, expected_course
from snnbench.plan.estimate import training_rows
from snnbench.plan.work import ENDS, FORWARD, epoch_work, layers_alive
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search import run_search
from snnbench.training.search_settings import Search
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

ROOT = Path(__file__).parent.parent.parent
GRID = {
    "hidden_units": [8],
    "hidden_layers": [2],
    "learning_rate": [0.01 + 0.01 * i for i in range(9)],
    "layer_form": ["rectangular"],
}


@pytest.fixture(scope="module")
def data():
    task = load_task("sklearn-wine")
    return data_on("cpu", task.prepare(0)._asdict(), SoftmaxCrossEntropy(3), accuracy)


@pytest.mark.parametrize("strategy", ["grid", "halving"])
@pytest.mark.parametrize(
    "protocol", [TrainingProtocol(epochs=40), TrainingProtocol(epochs=40, batch_size=16, max_steps=100)]
)
@pytest.mark.parametrize("wait_in_memory", [True, False])
def test_epochs_are_those_that_the_search_trains(data, strategy, protocol, wait_in_memory, monkeypatch):
    trained = []
    train_epoch = Stack.train_epoch
    monkeypatch.setattr(Stack, "train_epoch", lambda self: trained.append(len(self.trials)) or train_epoch(self))
    trials = [Trial(setting, i, i) for i, setting in enumerate(ParameterGrid(GRID))]
    rows, search = len(data.train[1]), Search(strategy)
    with torch.no_grad():
        run_search(
            [trials[:5], trials[5:]],
            lambda group: Stack("BatchNorm", group, data, protocol, seed=0),
            search,
            protocol,
            rows,
            wait_in_memory=wait_in_memory,
        )
    # Without halving a grid never waits; with it, nets that do not wait start again.
    waits = wait_in_memory or strategy == "grid"
    course = expected_course("BatchNorm", list(ParameterGrid(GRID)), search, protocol, rows, wait_in_memory=waits)
    assert sum(leg.epochs * leg.alive.sum() for leg in course) == pytest.approx(sum(trained))


@pytest.mark.parametrize("method", NETS)
def test_calls_are_those_that_an_epoch_makes(method, data, monkeypatch):
    name = "blocks" if method == "ResNet" else "hidden_layers"
    shape = {"ResNet": {"units_per_block": 8, "block_form": "rectangular"}, "Highway": {}}.get(
        method, {"hidden_units": 8}
    )
    settings = [{**shape, name: depth, "learning_rate": 0.01} for depth in (4, 2, 2)]
    protocol = TrainingProtocol(batch_size=32)
    calls = {True: 0, False: 0}
    net_calls = {True: 0, False: 0}
    with torch.no_grad():
        stack = Stack(method, [Trial(s, i, i) for i, s in enumerate(settings)], data, protocol, seed=0)
        for layer in stack.network.hidden:
            original = layer.forward

            def counted(x, training, original=original):
                y = original(x, training)
                calls[training] += 1
                net_calls[training] += y.shape[0]
                return y

            monkeypatch.setattr(layer, "forward", counted)
        stack.train(1)
    rows, validation = len(data.train[1]), len(data.validation[1])
    work = epoch_work(method, settings, np.ones(3), 3, 13, 3, rows, validation, protocol)
    passes = protocol.steps_per_epoch(rows) + FORWARD
    assert work.calls - ENDS * passes == pytest.approx(calls[True] + FORWARD * calls[False])
    assert work.net_calls == pytest.approx(net_calls[True] + FORWARD * net_calls[False])
    assert (work.epochs, work.nets) == (1, 3)


def test_rows_that_are_counted_add_up():
    settings = [{"hidden_units": 64, "hidden_layers": d, "learning_rate": 0.01} for d in (2, 8)]
    half, whole = (
        epoch_work("SNN", settings, np.full(2, alive), 2 * alive, 64, 64, 1280, 0, TrainingProtocol())
        for alive in (0.5, 1.0)
    )
    # Ten batches, through 2 and 8 layers and two output layers as wide as these.
    assert whole.net_rows == pytest.approx(10 * (2 + 8 + 2))
    assert half.net_rows == pytest.approx(whole.net_rows / 2)
    wider = epoch_work("SNN", settings, np.ones(2), 2, 128, 64, 1280, 0, TrainingProtocol())
    # The first of ten layers' products, two of three, is twice as large.
    assert wider.net_rows - whole.net_rows == pytest.approx(10 * 2 * 2 / 3)


def test_a_layer_is_alive_while_a_member_may_be():
    assert layers_alive([2, 5], np.ones(2), 2) == (1, 5)
    assert layers_alive([5, 2], np.array([0.0, 1.0]), 1) == (1, 2)
    # One of the two is left for certain.
    left, layers = layers_alive([2, 5], np.array([0.5, 0.5]), 1)
    assert left == 1
    assert 2 < layers < 5


def test_without_ties_between_neighbours_the_odds_are_hypergeometric(monkeypatch):
    monkeypatch.setattr("snnbench.plan.work.INDEPENDENT", 1)
    for members, kept in [(1, 3), (4, 3), (7, 1), (12, 4)]:
        left, _ = layers_alive([2] * members, np.full(members, kept / 12), kept)
        assert left == pytest.approx(1 - hypergeom.pmf(0, 12, members, kept))


@given(
    st.lists(st.tuples(st.floats(0.01, 5), st.floats(0.05, 1)), min_size=1, max_size=30),
    st.floats(0.01, 1),
)
def test_survivors_are_shared_out_within_bounds(members, share):
    weights, bounds = np.array(members).T
    shares = _share_out(share * bounds.sum(), weights, bounds)
    assert shares.sum() == pytest.approx(share * bounds.sum())
    assert (shares <= bounds + 1e-9).all()
    assert (shares >= 0).all()


def test_nets_diverge_at_high_rates_and_halving_by_depth_keeps_deep_ones():
    deep_ones = [{"hidden_layers": 24, "learning_rate": rate} for rate in (0.001, 0.01, 0.05, 0.1, 0.5, 1, 10)]
    shares = [diverging_share("SNN", setting) for setting in deep_ones]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert diverging_share("ResNet", {"blocks": 16, "learning_rate": 1}) == 0
    settings = list(ParameterGrid({**GRID, "hidden_layers": [2, 32]}))
    deep = np.array([depth_of(setting) == 32 for setting in settings])
    for by_depth in (False, True):
        last = expected_course(
            "BatchNorm", settings, Search(strategy="halving"), TrainingProtocol(), 500, by_depth=by_depth
        )[-1]
        kept = last.alive[deep].sum(), last.alive[~deep].sum()
        assert kept[0] == pytest.approx(kept[1]) if by_depth else kept[0] < 0.5 * kept[1]


@pytest.mark.parametrize("method", NETS)
def test_the_expected_course_is_that_of_the_kept_run(method, monkeypatch):
    """Epochs times layers of every fourth task, as ``results/reference/quick`` recorded them."""
    monkeypatch.chdir(ROOT)
    config = read_config_file("configs/quick.yaml")
    trials = pd.read_parquet(
        "results/reference/quick/trials.parquet",
        columns=["suite", "task", "method", "hyperparameters", "epochs"],
        filters=[("suite", "==", "uci"), ("method", "==", method)],
    )
    settings = config.grid_of("uci", method)
    depths = np.array([depth_of(setting) for setting in settings])
    protocol, search = config.protocol, config.search
    expected, trained = 0.0, 0.0
    for task in sorted(trials["task"].unique())[::4]:
        of_task = trials[trials["task"] == task]
        if len(of_task) != len(settings):
            continue
        rows = training_rows(catalog()[task])
        steps = protocol.steps_per_epoch(rows)
        layers = np.array([depth_of(json.loads(text)) for text in of_task["hyperparameters"]])
        trained += steps * (layers @ of_task["epochs"].to_numpy())
        course = expected_course(method, settings, search, protocol, rows)
        expected += steps * sum(leg.epochs * (leg.alive @ depths) for leg in course)
    assert 0.8 < expected / trained < 1.25
