"""Which members of a grid are trained for how long: all of them, or the better ones."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Sequence

import torch

from snnbench.nets.architectures import depth_of
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

MakeStack = Callable[[Sequence[Trial]], Stack]
"""Builds the stack of some trials, untrained."""


class Memory(typing.Protocol):
    """Keeps the trials of finished stacks, so that a long grid goes on where it was interrupted."""

    def recall(self, trials: Sequence[Trial]) -> bool:
        """Fill in the trials if they were finished before, and say whether they were."""

    def keep(self, trials: Sequence[Trial]) -> None:
        """Keep finished trials."""


def run_search(
    groups: Sequence[Sequence[Trial]],
    make: MakeStack,
    search: Search,
    protocol: TrainingProtocol,
    rows: int,
    memory: Memory | None = None,
    *,
    by_depth: bool = False,
    wait_in_memory: bool = True,
) -> None:
    """Train the planned stacks of one task, split, repeat and method, and record how each trial did.

    Parameters
    ----------
    groups : sequence of sequences of Trial
        From :func:`~snnbench.training.grouping.plan_stacks`; the trials are changed in place.
    make : callable
        Builds the stack of a group.
    search : Search
    protocol : TrainingProtocol
    rows : int
        Training rows of the task.
    memory : Memory, optional
        Of finished stacks; used by ``grid`` only, where a stack's training depends on no other.
    by_depth : bool
        Whether nets compete at a rung with those of their own depth only.
    wait_in_memory : bool
        Whether halving keeps the nets that wait at a rung, or trains those that go on from the start again.

    Raises
    ------
    RuntimeError
        If a single net does not fit into memory.
    """
    rungs, epochs = search.rungs_for(protocol, rows), protocol.epochs_for(rows)
    if not rungs:
        for group in groups:
            if memory is not None and memory.recall(group):
                continue
            train_and_score(group, make, epochs)
            if memory is not None:
                memory.keep(group)
    elif not (wait_in_memory and _fits(lambda: _halve(groups, make, search, by_depth, rungs, epochs))):
        _halve_from_scratch(groups, make, search, by_depth, rungs, epochs)


def train_and_score(trials: Sequence[Trial], make: MakeStack, epochs: int) -> None:
    """Train trials from the start, record their test scores, and let go of the nets."""
    train_from_scratch(trials, make, epochs, Stack.score_on_test)


def _halve(
    groups: Sequence[Sequence[Trial]],
    make: MakeStack,
    search: Search,
    by_depth: bool,
    rungs: Sequence[int],
    epochs: int,
) -> None:
    stacks: list[Stack] = []
    for group in groups:
        train_from_scratch(group, make, rungs[0], stacks.append)
    for following in [*rungs[1:], epochs]:
        going_on = _going_on((trial for stack in stacks for trial in stack.trials), search, by_depth)
        for stack in stacks:
            if any(id(trial) not in going_on for trial in stack.trials):
                stack.score_on_test()
                stack.select([trial for trial in stack.trials if id(trial) in going_on])
        waiting, stacks = [stack for stack in stacks if stack.trials], []
        while waiting:
            train_on(waiting.pop(0), make, following, stacks.append)
    for stack in stacks:
        stack.score_on_test()


def _halve_from_scratch(
    groups: Sequence[Sequence[Trial]],
    make: MakeStack,
    search: Search,
    by_depth: bool,
    rungs: Sequence[int],
    epochs: int,
) -> None:
    for following in [*rungs, epochs]:
        for group in groups:
            train_and_score(group, make, following)
        going_on = _going_on((trial for group in groups for trial in group), search, by_depth)
        survivors = [[trial for trial in group if id(trial) in going_on] for group in groups]
        groups = [group for group in survivors if group]


def _going_on(trials: Iterable[Trial], search: Search, by_depth: bool) -> set[int]:
    """Return the identities of the trials that go on from a rung."""
    competitions: dict[int, list[Trial]] = {}
    for trial in trials:
        if trial.status == "ok":
            competitions.setdefault(depth_of(trial.hyperparameters) if by_depth else 0, []).append(trial)
    return {id(trial) for some in competitions.values() for trial in ranked(some)[: search.survivors(len(some))]}


def train_from_scratch(trials: Sequence[Trial], make: MakeStack, epochs: int, then: Callable[[Stack], object]) -> None:
    """Train trials together, or in halves if they do not fit into memory; a net's result is the same.

    Parameters
    ----------
    trials : sequence of Trial
    make : callable
    epochs : int
    then : callable
        Takes each trained stack, before the next half starts. A stack that it does not keep is let go.
    """

    def train() -> None:
        for trial in trials:
            trial.forget()
        stack = make(trials)
        stack.train(epochs)
        then(stack)

    if not _fits(train, may_fail=len(trials) > 1):
        half = len(trials) // 2
        train_from_scratch(trials[:half], make, epochs, then)
        train_from_scratch(trials[half:], make, epochs, then)


def train_on(stack: Stack, make: MakeStack, epochs: int, then: Callable[[Stack], object]) -> None:
    """Go on with a stack, or start its living members again if they do not fit into memory; as above."""

    def train() -> None:
        stack.train(epochs)
        then(stack)

    trials = list(stack.trials)
    if not _fits(train):
        stack.release()
        train_from_scratch(trials, make, epochs, then)


def _fits(work: Callable[[], None], may_fail: bool = True) -> bool:
    """Do some work and return whether memory sufficed; all that the work held is free again if it did not."""
    try:
        work()
    except (MemoryError, RuntimeError) as error:
        if not may_fail or not _out_of_memory(error):
            raise
        return False
    return True


def _out_of_memory(error: Exception) -> bool:
    """Whether torch or Python ran out of memory; torch says so on the CPU by a message only."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
