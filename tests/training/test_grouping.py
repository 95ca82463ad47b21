"""Stacks cover a grid once, within their memory, and what is said of nets beforehand is true of them."""

import itertools

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode, baddbmm_flop

from snnbench.data.load import load_task
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import ARCHITECTURES, depth_of
from snnbench.nets.build import Member, build_network
from snnbench.nets.kernels.choice import torch_only
from snnbench.training.data import data_on
from snnbench.training.grouping import Grouping, member_megabytes
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search import run_search
from snnbench.training.search_settings import Search
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


def test_a_stack_of_12_chooses_the_net_that_runs_of_one_choose_on_three_tasks(trials_of):
    for name in ("sklearn-iris", "sklearn-wine", "sklearn-breast-cancer"):
        task = load_task(name)
        data = data_on("cpu", task.prepare(0)._asdict(), SoftmaxCrossEntropy(len(task.classes)), accuracy)
        chosen = []
        for megabytes in (64.0, 1e-9):
            trials = trials_of("SNN")
            assert len(trials) == 12
            groups = Grouping("SNN", task.features, len(task.classes), 128, megabytes).group_into_stacks(trials)
            assert len(groups) == (1 if megabytes == 64.0 else 12)
            protocol = TrainingProtocol(epochs=40)
            rows = len(data.train[1])
            run_search(groups, lambda g, d=data, p=protocol: Stack("SNN", g, d, p, 5), Search(), protocol, rows)
            chosen.append(ranked(trials)[0].number)
        assert chosen[0] == chosen[1], name


def test_stacks_cover_the_grid_once_within_their_memory(grouping_of, trials_of):
    for method in NETS:
        trials = trials_of(method)
        stacks = grouping_of(method, 0.3, 128).group_into_stacks(trials)
        assert sorted(t.number for stack in stacks for t in stack) == list(range(len(trials)))
        for stack in stacks:
            depths = [depth_of(trial.hyperparameters) for trial in stack]
            assert depths == sorted(depths, reverse=True)
            megabytes = sum(map(grouping_of(method, batch_size=128).megabytes, stack))
            assert megabytes <= 0.3 or len(stack) == 1
    assert len(grouping_of("SNN", 0.3, 128).group_into_stacks(trials_of("SNN"))) > 1


def test_the_stack_of_most_operations_comes_first(grouping_of, trials_of):
    for method in NETS:
        grouping = grouping_of(method, 0.1)
        sums = [sum(map(grouping.operations, stack)) for stack in grouping.group_into_stacks(trials_of(method))]
        assert sums == sorted(sums, reverse=True)


def test_members_of_a_stack_are_deepest_first_and_rates_side_by_side(data):
    settings = [
        {"hidden_units": 4, "hidden_layers": layers, "learning_rate": 0.1, "dropout": rate}
        for layers in (2, 4, 3)
        for rate in (0.1, 0.0, 0.1)
    ]
    trials = [Trial(setting, i) for i, setting in enumerate(settings)]
    ordered = Stack("SNN", trials, data, TrainingProtocol(), 0).trials
    assert sorted(trial.number for trial in ordered) == list(range(9))
    layers = [trial.hyperparameters["hidden_layers"] for trial in ordered]
    assert layers == sorted(layers, reverse=True)
    rates = [trial.hyperparameters["dropout"] for trial in ordered]
    # Each rate stands in one run per depth, and runs of neighbouring depths meet.
    assert [rate for rate, _ in itertools.groupby(rates)] == [0.0, 0.1, 0.0, 0.1]


@pytest.mark.parametrize("method", NETS)
def test_memory_is_that_of_two_sets_of_parameters_and_of_four_tensors_per_layer(settings_of, method):
    setting = settings_of(method)[0]
    shapes = ARCHITECTURES[method].weight_shapes(setting, 13, 3)
    parameters = sum(p.numel() for shape in shapes for p in torch.nn.Linear(*shape).parameters())
    without_rows, with_rows = (member_megabytes(method, setting, 13, 3, rows) for rows in (0, 10))
    assert without_rows * 2**20 == pytest.approx(2 * 4 * parameters)
    assert (with_rows - without_rows) * 2**20 == pytest.approx(10 * 4 * 4 * sum(units for _, units in shapes))
    assert member_megabytes(method, setting, 13, 3, 0, 3) == pytest.approx(1.5 * without_rows)


def test_nets_wait_in_memory_up_to_that_of_four_stacks(grouping_of, trials_of):
    trials = trials_of("SNN")
    total = sum(map(grouping_of("SNN").megabytes, trials))
    assert grouping_of("SNN", total / 3.99).wait_in_memory(trials)
    assert not grouping_of("SNN", total / 4.01).wait_in_memory(trials)


@pytest.mark.parametrize("method", NETS)
def test_shapes_known_beforehand_are_those_of_the_nets(settings_of, method):
    for setting in settings_of(method):
        shapes = ARCHITECTURES[method].weight_shapes(setting, 13, 3)
        network = build_network(method, [Member(setting, 0)], 13, 3)
        weights = [t for name, t in network.all_tensors() if name.endswith(("weight", "direction"))]
        assert sorted(shapes) == sorted(tuple(weight.shape[1:]) for weight in weights)


@pytest.mark.parametrize("method", NETS)
def test_a_step_takes_the_operations_that_its_record_says(settings_of, method, data):
    """Counted by torch itself, over the matrix products of one step."""

    # Torch counts the product that is added in place like the one that is not.
    in_place = {torch.ops.aten.baddbmm_: lambda *shapes, **options: baddbmm_flop(*shapes)}
    for setting in settings_of(method):
        stack = Stack(method, [Trial(setting, 0, seed=0)], data, TrainingProtocol(epochs=1, batch_size=4096), seed=0)
        rows = len(data.train[0])
        # It sees its own products only, and not those of the kernels, which do the same ones.
        with torch_only(), FlopCounterMode(display=False, custom_mapping=in_place) as counter:
            stack.train_epoch()
        counted = counter.get_total_flops()
        assert counted == ARCHITECTURES[method].step_operations(setting, 13, 3, rows)


def test_no_tensor_is_made_on_another_device(settings_of):
    """With every factory on the meta device, a step on real data would fail if it made tensors elsewhere."""
    features = torch.empty(40, 13, device="meta")
    labels = torch.empty(40, dtype=torch.int64, device="meta")
    for method in NETS:
        # Without dropout, as there is no random generator on the meta device.
        setting = {**next(iter(settings_of(method))), "dropout": 0}
        network = build_network(method, [Member(setting, 0)], 13, 3, rows=40, device="meta")
        outputs = network.forward(features.unsqueeze(0), training=True)
        targets = torch.empty(40, 3, device="meta")
        loss, gradient = SoftmaxCrossEntropy(3)(outputs, targets)
        network.backward(gradient)
        assert {tensor.device.type for _, tensor in network.all_tensors()} == {"meta"}
        assert loss.device.type == labels.device.type == "meta"
