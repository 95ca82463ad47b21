"""Which epoch is chosen, and what is scored."""

import numpy as np
import pytest

from snnbench.training.protocol import TrainingProtocol
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


def test_the_test_score_is_that_of_the_best_epoch(trials_of, data):
    """Training exactly to the chosen epoch and scoring the present weights gives the same."""
    trial = Trial(trials_of("SNN")[0].hyperparameters, 0, seed=3)
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


def test_selection_never_sees_a_test_score(search):
    trials = search("SNN")
    order = [trial.number for trial in ranked(trials)]
    for trial in trials:
        trial.test_score = np.random.default_rng(trial.number).random()
    assert [trial.number for trial in ranked(trials)] == order
