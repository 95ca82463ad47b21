"""A stack that does not fit into memory is trained in halves."""

import weakref

import numpy as np
import pytest
import torch

from snnbench.training import out_of_memory
from snnbench.training.stack import Stack


@pytest.mark.parametrize("strategy", ["grid", "halving"])
def test_out_of_memory_runs_in_halves_with_the_same_results(search, strategy, monkeypatch):
    expected = search("SNN", strategy, rungs=(10, 20))
    train, failures = Stack.train, []

    def train_with_little_memory(self, epochs):
        if len(self.trials) > 3:
            failures.append(len(self.trials))
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", train_with_little_memory)
    found = search("SNN", strategy, rungs=(10, 20))
    assert failures[:2] == [12, 6]
    for one, other in zip(expected, found, strict=True):
        assert one.epochs == other.epochs
        np.testing.assert_array_equal(one.training_loss, other.training_loss)
        np.testing.assert_equal(one.test_score, other.test_score)


def test_what_did_not_fit_and_what_is_done_is_let_go_before_the_next_half_starts(search, monkeypatch):
    train, alive, counts = Stack.train, weakref.WeakSet(), []

    def train_with_little_memory(self, epochs):
        alive.add(self)
        counts.append(len(alive))
        if len(self.trials) > 3:
            raise torch.OutOfMemoryError
        train(self, epochs)

    monkeypatch.setattr(Stack, "train", train_with_little_memory)
    search("SNN")
    assert len(counts) > 4
    assert set(counts) == {1}


def test_other_errors_are_not_taken_for_lack_of_memory(search, monkeypatch):
    def fail(self, epochs):
        raise RuntimeError("something else")

    monkeypatch.setattr(Stack, "train", fail)
    with pytest.raises(RuntimeError, match="something else"):
        search("SNN")
    assert out_of_memory._out_of_memory(torch.OutOfMemoryError())
