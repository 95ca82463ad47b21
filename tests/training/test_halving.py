"""Halving leaves nets behind at its rungs, and trains the others as the grid does."""

import numpy as np

from snnbench.nets.architectures import depth_of
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search import _Halving


def test_halving_trains_fewer_epochs_and_its_survivors_as_the_grid_does(search):
    grid, halving = search("SNN"), search("SNN", "halving", rungs=(10, 20))
    assert sorted({trial.epochs for trial in halving}) == [10, 20, 30]
    assert [sum(t.epochs == e for t in halving) for e in (10, 20, 30)] == [8, 2, 2]
    for one, other in zip(grid, halving, strict=True):
        assert other.can_be_chosen
        np.testing.assert_array_equal(one.training_loss[: other.epochs], other.training_loss)
        assert one.validation_curve[: other.epochs] == other.validation_curve
        if other.epochs == 30:
            np.testing.assert_equal((one.validation_score, one.test_score), (other.validation_score, other.test_score))


def test_halving_by_depth_trains_a_net_of_each_depth_to_the_end(search):
    found = search("SNN", "halving", rungs=(10, 20), by_depth=True)
    depths = {depth_of(trial.hyperparameters) for trial in found}
    assert len(depths) > 1
    assert {depth_of(trial.hyperparameters) for trial in found if trial.epochs == 30} == depths


def test_halving_that_may_not_wait_in_memory_trains_again_with_the_same_results(search, monkeypatch):
    expected = search("SNN", "halving", rungs=(10, 20))
    monkeypatch.setattr(_Halving, "in_memory", None)
    found = search("SNN", "halving", rungs=(10, 20), wait_in_memory=False)
    for one, other in zip(expected, found, strict=True):
        assert one.epochs == other.epochs
        assert one.epoch == other.epoch
        np.testing.assert_array_equal(one.training_loss, other.training_loss)
        np.testing.assert_equal(one.test_score, other.test_score)


def test_a_capped_training_takes_no_more_steps_and_its_halving_still_chooses(search, data):
    protocol = TrainingProtocol(epochs=100, batch_size=16, max_steps=60)
    trials = search("SNN", "halving", protocol=protocol)
    steps = protocol.steps_per_epoch(len(data.train[1]))
    assert {trial.epochs for trial in trials} == {1, 2, 60 // steps}
    assert all(trial.can_be_chosen for trial in trials)
