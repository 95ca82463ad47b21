"""Averaged weights: what torch's AveragedModel computes, in any company, with halving and best epochs."""

import copy

import numpy as np
import pytest
import torch
from torch.optim.swa_utils import get_ema_multi_avg_fn

from snnbench.methods.registry import NETS
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

DECAY = 0.9


def protocol(**others):
    return TrainingProtocol(**{"batch_size": 32, "average_weights": DECAY, "epochs": 6, "smoothing": 2, **others})


def trained(method, trials, data, epochs):
    stack = Stack(method, trials, data, protocol(), seed=0)
    stack.train(epochs)
    return stack


def copies(trials):
    return [Trial(trial.hyperparameters, trial.number, trial.seed) for trial in trials]


@pytest.mark.parametrize("method", ["SNN", "BatchNorm"])
def test_the_average_is_torchs_exponential_moving_average(method, trials_of, data):
    stack = Stack(method, trials_of(method)[:1], data, protocol(), seed=0)
    average, update = None, get_ema_multi_avg_fn(DECAY)
    take_step = stack.take_step

    def take_step_and_average(features, targets):
        nonlocal average
        take_step(features, targets)
        present = {name: tensor.double() for name, tensor in stack.network.all_tensors()}
        if average is None:
            average = copy.deepcopy(present)
        else:
            update(list(average.values()), list(present.values()), None)

    stack.take_step = take_step_and_average
    stack.train(2)
    assert "running_mean" in " ".join(average) or method == "SNN"
    steps = stack.steps
    for name, tensor in stack.average.tensors.items():
        bound = steps * torch.finfo(torch.float32).eps * average[name].abs().max().item()
        torch.testing.assert_close(tensor.double(), average[name], rtol=0, atol=bound)
    present = dict(stack.network.all_tensors())
    assert any(not torch.equal(tensor, present[name]) for name, tensor in stack.average.tensors.items())


@pytest.mark.parametrize("method", NETS)
def test_a_members_average_does_not_depend_on_its_company(method, trials_of, grouping_of, data):
    together = grouping_of(method, 1000).group_into_stacks(trials_of(method))[0]
    assert len(together) > 1
    trained(method, together, data, 3).score_on_test()
    for trial, alone in zip(together, copies(together), strict=True):
        trained(method, [alone], data, 3).score_on_test()
        assert alone.validation_curve == trial.validation_curve
        assert (alone.epoch, alone.test_score) == (trial.epoch, trial.test_score)


def test_scores_are_those_of_the_averaged_weights(trials_of, data):
    (trial,) = trials_of("SNN")[:1]
    stack = trained("SNN", [trial], data, 4)
    plain = copy.deepcopy(stack.network)
    averaged = copy.deepcopy(stack.network)
    for name, tensor in averaged.all_tensors():
        tensor.copy_(stack.average.tensors[name])
    score = lambda network, part: stack.data.score(network.outputs(part[0]), part[1]).item()  # noqa: E731
    assert trial.validation_curve[-1] == score(averaged, data.validation)
    assert stack.evaluate(*data.test).item() == score(averaged, data.test)
    # The weights that training goes on with are the plain ones.
    for (_, tensor), (_, expected) in zip(stack.network.all_tensors(), plain.all_tensors(), strict=True):
        assert torch.equal(tensor, expected)


def test_the_test_score_is_that_of_the_averages_at_the_best_epoch(trials_of, data):
    (trial,) = trials_of("SNN")[:1]
    (again,) = copies([trial])
    stack = trained("SNN", [trial], data, 6)
    stack.score_on_test()
    assert trained("SNN", [again], data, trial.epoch).evaluate(*data.test).item() == trial.test_score


def test_halving_goes_on_with_the_averages(search):
    grid = search("SNN", protocol=protocol(epochs=30))
    halving = search("SNN", "halving", protocol=protocol(epochs=30), rungs=(5, 10))
    again = search("SNN", "halving", protocol=protocol(epochs=30), rungs=(5, 10), wait_in_memory=False)
    for one, other, third in zip(grid, halving, again, strict=True):
        assert one.validation_curve[: other.epochs] == other.validation_curve == third.validation_curve
        np.testing.assert_equal(other.test_score, third.test_score)


def test_averaging_changes_scores_but_not_training(search):
    plain, averaged = search("SNN", protocol=protocol(average_weights=None)), search("SNN", protocol=protocol())
    for one, other in zip(plain, averaged, strict=True):
        np.testing.assert_array_equal(one.training_loss, other.training_loss)
    assert [trial.validation_curve for trial in plain] != [trial.validation_curve for trial in averaged]


@pytest.mark.parametrize("decay", [0.0, 1.0])
def test_the_ends_of_the_range(decay, trials_of, data):
    """0 scores the present weights, 1 those after the first step."""
    (trial,) = trials_of("SNN")[:1]
    ends = Stack("SNN", [trial], data, protocol().model_copy(update={"average_weights": decay}), seed=0)
    first = []
    take_step = ends.take_step

    def take_step_and_look(features, targets):
        take_step(features, targets)
        first.append({name: tensor.clone() for name, tensor in ends.network.all_tensors()})

    ends.take_step = take_step_and_look
    ends.train(2)
    expected = first[-1] if decay == 0 else first[0]
    assert all(torch.equal(tensor, expected[name]) for name, tensor in ends.average.tensors.items())
