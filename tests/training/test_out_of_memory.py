"""A stack that does not fit into memory is trained in halves."""

import weakref

import numpy as np
import pytest
import torch

from snnbench.training import out_of_memory
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


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
    assert out_of_memory.out_of_memory(torch.OutOfMemoryError())


def test_a_single_net_that_does_not_fit_is_an_error(search, monkeypatch):
    def fail(self, epochs):
        raise torch.OutOfMemoryError("no room for one")

    monkeypatch.setattr(Stack, "train", fail)
    for strategy in ("grid", "halving"):
        with pytest.raises(torch.OutOfMemoryError, match="no room for one"):
            search("SNN", strategy)


def test_halves_of_an_odd_number_cover_it(monkeypatch):
    trained = []

    class Little:
        def __init__(self, trials):
            self.trials = trials

        def train(self, epochs):
            if len(self.trials) > 2:
                raise MemoryError
            trained.append(([trial.number for trial in self.trials], epochs))

    trials, done = [Trial({}, number) for number in range(7)], []
    out_of_memory.train_from_scratch(trials, Little, 5, done.append)
    assert trained == [([0], 5), ([1, 2], 5), ([3, 4], 5), ([5, 6], 5)]
    assert [stack.trials for stack in done] == [trials[:1], trials[1:3], trials[3:5], trials[5:]]
