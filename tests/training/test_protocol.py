"""Epochs, steps and rungs of a task."""

import pytest

from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search


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
