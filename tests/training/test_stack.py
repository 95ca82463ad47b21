"""Stacks: a net's training does not depend on its company, whatever is done to the stack."""

import weakref

import numpy as np
import pytest
import torch
from sklearn.model_selection import ParameterGrid

from snnbench.data.load import load_task
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import ARCHITECTURES, depth_of
from snnbench.nets.build import Member, build_network
from snnbench.nets.kernels.choice import torch_only
from snnbench.randomness import seed_of
from snnbench.training import search as search_module
from snnbench.training.data import data_on
from snnbench.training.grouping import plan_stacks
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search import run_search
from snnbench.training.search_settings import Search
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

GRIDS = {
    "SNN": {"hidden_units": [12], "hidden_layers": [2, 3, 6], "learning_rate": [0.1, 0.3], "dropout": [0, 0.1]},
    "MSRAinit": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.1], "dropout": [0, 0.5]},
    "BatchNorm": {
        "hidden_units": [12],
        "hidden_layers": [2, 4],
        "learning_rate": [0.1, 0.3],
        "layer_form": ["rectangular", "conic"],
    },
    "LayerNorm": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.1, 0.3]},
    "WeightNorm": {"hidden_units": [12], "hidden_layers": [2, 4], "learning_rate": [0.1, 0.3], "l2": [0, 1e-3]},
    "Highway": {"hidden_layers": [2, 4], "learning_rate": [0.1, 0.3], "dropout": [0, 0.5]},
    "ResNet": {
        "units_per_block": [12],
        "blocks": [2, 3],
        "block_form": ["rectangular", "diavolo"],
        "bottleneck": [0.25],
        "learning_rate": [0.1],
    },
}


@pytest.fixture(scope="module", autouse=True)
def _no_grad():
    with torch.no_grad():
        yield


@pytest.fixture(scope="module")
def data():
    task = load_task("sklearn-wine")
    return data_on("cpu", task.prepare(0)._asdict(), SoftmaxCrossEntropy(3), accuracy)


def trials_for(method):
    return [Trial(setting, i, seed_of(0, setting)) for i, setting in enumerate(ParameterGrid(GRIDS[method]))]


def search(
    method, data, strategy="grid", megabytes=64.0, protocol=None, by_depth=False, wait_in_memory=True, **options
):
    protocol = protocol or TrainingProtocol(epochs=30, batch_size=32)
    trials = trials_for(method)
    groups = plan_stacks(method, trials, data.train[0].shape[1], 3, protocol.batch_size, megabytes)
    run_search(
        groups,
        lambda group: Stack(method, group, data, protocol, seed=5),
        Search(strategy=strategy, **options),
        protocol,
        len(data.train[1]),
        by_depth=by_depth,
        wait_in_memory=wait_in_memory,
    )
    return trials


@pytest.mark.parametrize("method", NETS)
def test_a_stack_follows_runs_of_one(method, data):
    together, alone = search(method, data), search(method, data, megabytes=1e-9)
    assert len(plan_stacks(method, trials_for(method), 13, 3, 32, 1e-9)) == len(alone)
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.training_loss[:3], other.training_loss[:3], rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(one.validation_curve[:3], other.validation_curve[:3], atol=0.06)
    assert ranked(together)[0].hyperparameters == ranked(alone)[0].hyperparameters


def test_a_stack_of_12_chooses_the_net_that_runs_of_one_choose_on_three_tasks():
    for name in ("sklearn-iris", "sklearn-wine", "sklearn-breast-cancer"):
        task = load_task(name)
        data = data_on("cpu", task.prepare(0)._asdict(), SoftmaxCrossEntropy(len(task.classes)), accuracy)
        chosen = []
        for megabytes in (64.0, 1e-9):
            trials = trials_for("SNN")
            assert len(trials) == 12
            groups = plan_stacks("SNN", trials, task.features, len(task.classes), 128, megabytes)
            assert len(groups) == (1 if megabytes == 64.0 else 12)
            protocol = TrainingProtocol(epochs=40)
            rows = len(data.train[1])
            run_search(groups, lambda g, d=data, p=protocol: Stack("SNN", g, d, p, 5), Search(), protocol, rows)
            chosen.append(ranked(trials)[0].number)
        assert chosen[0] == chosen[1], name


def test_same_seeds_same_bits(data):
    first, second = search("SNN", data), search("SNN", data)
    for one, other in zip(first, second, strict=True):
        assert one.training_loss == other.training_loss
        assert one.test_score == other.test_score


def test_halving_trains_fewer_epochs_and_its_survivors_as_the_grid_does(data):
    grid, halving = search("SNN", data), search("SNN", data, "halving", rungs=(10, 20))
    assert sorted({trial.epochs for trial in halving}) == [10, 20, 30]
    assert [sum(t.epochs == e for t in halving) for e in (10, 20, 30)] == [8, 2, 2]
    for one, other in zip(grid, halving, strict=True):
        assert other.can_be_chosen
        np.testing.assert_allclose(one.training_loss[: other.epochs], other.training_loss, rtol=1e-3, atol=1e-5)
        if other.epochs == 30:
            assert one.validation_score == pytest.approx(other.validation_score, abs=0.02)


def test_halving_by_depth_trains_a_net_of_each_depth_to_the_end(data):
    found = search("SNN", data, "halving", rungs=(10, 20), by_depth=True)
    depths = {depth_of(trial.hyperparameters) for trial in found}
    assert len(depths) > 1
    assert {depth_of(trial.hyperparameters) for trial in found if trial.epochs == 30} == depths


def test_halving_that_may_not_wait_in_memory_trains_again_with_the_same_results(data, monkeypatch):
    expected = search("SNN", data, "halving", rungs=(10, 20))
    monkeypatch.setattr(search_module, "_halve", None)
    found = search("SNN", data, "halving", rungs=(10, 20), wait_in_memory=False)
    for one, other in zip(expected, found, strict=True):
        assert one.epochs == other.epochs
        assert one.epoch == other.epoch
        np.testing.assert_allclose(one.training_loss, other.training_loss, rtol=1e-3, atol=1e-5)
        assert other.test_score == pytest.approx(one.test_score, abs=0.03)


@pytest.mark.parametrize("strategy", ["grid", "halving"])
def test_out_of_memory_runs_in_halves_with_the_same_results(data, strategy, monkeypatch):
    expected = search("SNN", data, strategy, rungs=(10, 20))
    train, failures = Stack.train, []

    def train_with_little_memory(self, epochs):
        if len(self.trials) > 3:
            failures.append(len(self.trials))
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", train_with_little_memory)
    found = search("SNN", data, strategy, rungs=(10, 20))
    assert failures[:2] == [12, 6]
    for one, other in zip(expected, found, strict=True):
        assert one.epochs == other.epochs
        np.testing.assert_allclose(one.training_loss, other.training_loss, rtol=2e-3, atol=1e-5)


def test_what_did_not_fit_and_what_is_done_is_let_go_before_the_next_half_starts(data, monkeypatch):
    train, alive, counts = Stack.train, weakref.WeakSet(), []

    def train_with_little_memory(self, epochs):
        alive.add(self)
        counts.append(len(alive))
        if len(self.trials) > 3:
            raise torch.OutOfMemoryError
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", train_with_little_memory)
    search("SNN", data)
    assert len(counts) > 4
    assert set(counts) == {1}


def test_other_errors_are_not_taken_for_lack_of_memory(data, monkeypatch):
    def fail(self, epochs):
        raise RuntimeError("something else")

    monkeypatch.setattr(Stack, "train", fail)
    with pytest.raises(RuntimeError, match="something else"):
        search("SNN", data)
    assert search_module._out_of_memory(torch.OutOfMemoryError())


def test_a_diverged_member_is_recorded_and_leaves_the_others_alone(data):
    settings = [{"hidden_units": 12, "hidden_layers": 3, "learning_rate": rate} for rate in (0.1, 1e6)]
    trials = [Trial(setting, i, seed=i) for i, setting in enumerate(settings)]
    stack = Stack("MSRAinit", trials, data, TrainingProtocol(epochs=15, batch_size=32), seed=5)
    stack.train(15)
    stack.score_on_test()
    assert trials[1].status.startswith("diverged in epoch ")
    assert not trials[1].can_be_chosen
    assert ranked(trials) == [trials[0]]
    alone = Trial(settings[0], 0, seed=0)
    Stack("MSRAinit", [alone], data, TrainingProtocol(epochs=15, batch_size=32), seed=5).train(15)
    np.testing.assert_allclose(alone.training_loss, trials[0].training_loss, rtol=1e-3, atol=1e-6)


def test_a_grid_of_diverged_members_has_no_choice(data):
    trial = Trial({"hidden_units": 12, "hidden_layers": 3, "learning_rate": 1e6}, 0, seed=1)
    Stack("MSRAinit", [trial], data, TrainingProtocol(epochs=15, batch_size=32), seed=5).train(15)
    assert ranked([trial]) == []


def test_the_test_score_is_that_of_the_best_epoch(data):
    """Training exactly to the chosen epoch and scoring the present weights gives the same."""
    trial = Trial(trials_for("SNN")[0].hyperparameters, 0, seed=3)
    stack = Stack("SNN", [trial], data, TrainingProtocol(epochs=40, batch_size=32), seed=5)
    stack.train(40)
    stack.score_on_test()
    again = Trial(trial.hyperparameters, 0, seed=3)
    short = Stack("SNN", [again], data, TrainingProtocol(epochs=40, batch_size=32), seed=5)
    short.train(trial.epoch)
    assert short.evaluate(*data.test).item() == trial.test_score
    smoothed = [np.mean(trial.validation_curve[e - 10 : e]) for e in range(10, 41)]
    assert trial.validation_score == pytest.approx(max(smoothed))
    assert trial.epoch == 10 + int(np.argmax(np.round(smoothed, 9)))


def test_selection_never_sees_a_test_score(data):
    trials = search("SNN", data)
    order = [trial.number for trial in ranked(trials)]
    for trial in trials:
        trial.test_score = np.random.default_rng(trial.number).random()
    assert [trial.number for trial in ranked(trials)] == order


@pytest.mark.parametrize("method", NETS)
def test_shapes_known_beforehand_are_those_of_the_nets(method):
    for setting in ParameterGrid(GRIDS[method]):
        shapes = ARCHITECTURES[method].weight_shapes(setting, 13, 3)
        network = build_network(method, [Member(setting, 0)], 13, 3)
        weights = [t for name, t in network.all_tensors() if name.endswith(("weight", "direction"))]
        assert sorted(shapes) == sorted(tuple(weight.shape[1:]) for weight in weights)


@pytest.mark.parametrize("method", NETS)
def test_on_a_cpu_a_stack_is_its_members_trained_alone_to_the_last_bit(method, data):
    grid = [Trial(setting, i, seed=i) for i, setting in enumerate(ParameterGrid(GRIDS[method]))]
    together = plan_stacks(method, grid, 13, 3, 32, stack_megabytes=1000)[0]
    assert len(together) > 1
    Stack(method, together, data, TrainingProtocol(epochs=3, batch_size=32), seed=0).train(3)
    for trial in together:
        alone = Trial(trial.hyperparameters, trial.number, trial.seed)
        Stack(method, [alone], data, TrainingProtocol(epochs=3, batch_size=32), seed=0).train(3)
        assert alone.training_loss == trial.training_loss
        assert alone.validation_curve == trial.validation_curve


@pytest.mark.parametrize("method", NETS)
def test_a_step_takes_the_operations_that_were_planned(method, data):
    """Counted by torch itself, over the matrix products of one step."""
    from torch.utils.flop_counter import FlopCounterMode, baddbmm_flop

    # Torch counts the product that is added in place like the one that is not.
    in_place = {torch.ops.aten.baddbmm_: lambda *shapes, **options: baddbmm_flop(*shapes)}
    for setting in ParameterGrid(GRIDS[method]):
        stack = Stack(method, [Trial(setting, 0, seed=0)], data, TrainingProtocol(epochs=1, batch_size=4096), seed=0)
        rows = len(data.train[0])
        # It sees its own products only, and not those of the kernels, which do the same ones.
        with torch_only(), FlopCounterMode(display=False, custom_mapping=in_place) as counter:
            stack.train_epoch()
        counted = counter.get_total_flops()
        assert counted == ARCHITECTURES[method].step_operations(setting, 13, 3, rows)


@pytest.mark.parametrize(("rows", "steps"), [(1, 1), (5, 1), (128, 1), (129, 1), (130, 2), (256, 2), (1000, 8)])
def test_steps_per_epoch(rows, steps):
    assert TrainingProtocol().steps_per_epoch(rows) == steps


@pytest.mark.parametrize(
    ("rows", "epochs", "smoothing", "rungs"),
    [(1000, 100, 10, [10, 30]), (12800, 20, 2, [2, 6]), (50_000, 5, 1, [1, 2]), (10**6, 1, 1, [])],
)
def test_max_steps_caps_epochs_and_shrinks_smoothing_and_rungs_in_proportion(rows, epochs, smoothing, rungs):
    protocol = TrainingProtocol(max_steps=2000)
    assert protocol.epochs_for(rows) == epochs
    assert protocol.smoothing_for(rows) == smoothing
    assert Search(strategy="halving").rungs_for(protocol, rows) == rungs
    assert Search(strategy="grid").rungs_for(protocol, rows) == []


def test_a_capped_training_takes_no_more_steps_and_its_halving_still_chooses(data):
    protocol = TrainingProtocol(epochs=100, batch_size=16, max_steps=60)
    trials = search("SNN", data, "halving", protocol=protocol)
    steps = protocol.steps_per_epoch(len(data.train[1]))
    assert {trial.epochs for trial in trials} == {1, 2, 60 // steps}
    assert all(trial.can_be_chosen for trial in trials)


def test_plans_cover_the_grid_once_and_keep_to_size():
    for method in NETS:
        trials = trials_for(method)
        stacks = plan_stacks(method, trials, 13, 3, 128, 0.3)
        assert sorted(t.number for stack in stacks for t in stack) == list(range(len(trials)))
        for stack in stacks:
            depths = [depth_of(trial.hyperparameters) for trial in stack]
            assert depths == sorted(depths, reverse=True)
    assert len(plan_stacks("SNN", trials_for("SNN"), 13, 3, 128, 0.3)) > 1


def test_no_tensor_is_made_on_another_device():
    """With every factory on the meta device, a step on real data would fail if it made tensors elsewhere."""
    features = torch.empty(40, 13, device="meta")
    labels = torch.empty(40, dtype=torch.int64, device="meta")
    for method in NETS:
        # Without dropout, as there is no random generator on the meta device.
        setting = {**next(iter(ParameterGrid(GRIDS[method]))), "dropout": 0}
        network = build_network(method, [Member(setting, 0)], 13, 3, rows=40, device="meta")
        outputs = network.forward(features.unsqueeze(0), training=True)
        targets = torch.empty(40, 3, device="meta")
        loss, gradient = SoftmaxCrossEntropy(3)(outputs, targets)
        network.backward(gradient)
        assert {tensor.device.type for _, tensor in network.all_tensors()} == {"meta"}
        assert loss.device.type == labels.device.type == "meta"
