"""A net's training does not depend on its company in a stack."""

import numpy as np
import pytest

from snnbench.methods.registry import NETS
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


@pytest.mark.parametrize("method", NETS)
def test_a_stack_follows_runs_of_one(grouping_of, trials_of, search, method):
    together, alone = search(method), search(method, megabytes=1e-9)
    assert len(grouping_of(method, 1e-9, 32).group_into_stacks(trials_of(method))) == len(alone)
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one.training_loss, other.training_loss)
        assert one.validation_curve == other.validation_curve
    assert ranked(together)[0].hyperparameters == ranked(alone)[0].hyperparameters


def test_same_seeds_same_bits(search):
    first, second = search("SNN"), search("SNN")
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.training_loss, other.training_loss)
        np.testing.assert_equal(one.test_score, other.test_score)


@pytest.mark.parametrize("method", NETS)
def test_on_a_cpu_a_stack_is_its_members_trained_alone_to_the_last_bit(grouping_of, settings_of, method, data):
    grid = [Trial(setting, i, seed=i) for i, setting in enumerate(settings_of(method))]
    together = grouping_of(method, 1000, 32).group_into_stacks(grid)[0]
    assert len(together) > 1
    Stack(method, together, data, TrainingProtocol(epochs=3, batch_size=32), seed=0).train(3)
    for trial in together:
        alone = Trial(trial.hyperparameters, trial.number, trial.seed)
        Stack(method, [alone], data, TrainingProtocol(epochs=3, batch_size=32), seed=0).train(3)
        np.testing.assert_array_equal(alone.training_loss, trial.training_loss)
        assert alone.validation_curve == trial.validation_curve


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
    np.testing.assert_array_equal(alone.training_loss, trials[0].training_loss)


def test_a_grid_of_diverged_members_has_no_choice(data):
    trial = Trial({"hidden_units": 12, "hidden_layers": 3, "learning_rate": 1e6}, 0, seed=1)
    Stack("MSRAinit", [trial], data, TrainingProtocol(epochs=15, batch_size=32), seed=5).train(15)
    assert ranked([trial]) == []
