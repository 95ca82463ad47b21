"""Which members of a grid are trained for how long: all of them, or the better ones."""

from __future__ import annotations

import math
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from snnbench.training.selection import ranked
from snnbench.training.stack import Protocol, Stack
from snnbench.training.trial import Trial

MakeStack = Callable[[Sequence[Trial]], Stack]
"""Builds the stack of some trials, untrained."""


class Memory(typing.Protocol):
    """Keeps the trials of finished stacks, so that a long grid goes on where it was interrupted."""

    def recall(self, trials: Sequence[Trial]) -> bool:
        """Fill in the trials if they were finished before, and say whether they were."""

    def keep(self, trials: Sequence[Trial]) -> None:
        """Keep finished trials."""


@dataclass(frozen=True)
class Search:
    """How a grid is searched.

    Attributes
    ----------
    strategy : {"grid", "halving"}
        ``grid`` trains every member to the end, as the paper does. ``halving`` is successive halving
        (Jamieson & Talwalkar 2016): at each rung the members with the best smoothed validation score go on.
    rungs : tuple of int
        Epochs after which members are left behind; where ``max_steps`` caps the training, they shrink in
        proportion.
    keep : float
        Share of the members that goes on, rounded up.
    """

    strategy: Literal["grid", "halving"] = "grid"
    rungs: tuple[int, ...] = (10, 30)
    keep: float = 1 / 3

    def rungs_for(self, protocol: Protocol, rows: int) -> list[int]:
        """Return the rungs of the training on a task with so many training rows."""
        if self.strategy == "grid":
            return []
        rungs = sorted({protocol.in_proportion(rung, rows) for rung in self.rungs})
        return [rung for rung in rungs if rung < protocol.epochs_for(rows)]

    def survivors(self, members: int) -> int:
        """Return how many of so many members go on from a rung."""
        return max(1, math.ceil(members * self.keep - 1e-9))


def run_search(
    groups: Sequence[Sequence[Trial]],
    make: MakeStack,
    search: Search,
    protocol: Protocol,
    rows: int,
    memory: Memory | None = None,
) -> None:
    """Train the planned stacks of one task, split, repeat and method, and record how each trial did.

    Parameters
    ----------
    groups : sequence of sequences of Trial
        From :func:`~snnbench.training.plan.plan_stacks`; the trials are changed in place.
    make : callable
        Builds the stack of a group.
    search : Search
    protocol : Protocol
    rows : int
        Training rows of the task.
    memory : Memory, optional
        Of finished stacks; used by ``grid`` only, where a stack's training depends on no other.

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
            for stack in train_from_scratch(group, make, epochs):
                stack.score_on_test()
            if memory is not None:
                memory.keep(group)
        return
    stacks = [stack for group in groups for stack in train_from_scratch(group, make, rungs[0])]
    for following in [*rungs[1:], epochs]:
        alive = [trial for stack in stacks for trial in stack.trials]
        going_on = {id(trial) for trial in ranked(alive)[: search.survivors(len(alive))]}
        for stack in stacks:
            if any(id(trial) not in going_on for trial in stack.trials):
                stack.score_on_test()
                stack.keep([trial for trial in stack.trials if id(trial) in going_on])
        stacks = [done for stack in stacks if stack.trials for done in train_on(stack, make, following)]
    for stack in stacks:
        stack.score_on_test()


def train_from_scratch(trials: Sequence[Trial], make: MakeStack, epochs: int) -> list[Stack]:
    """Train trials together, or in halves if they do not fit into memory; a net's result is the same."""

    def start() -> Stack:
        for trial in trials:
            trial.forget()
        stack = make(trials)
        stack.train(epochs)
        return stack

    return _whole_or_halves(start, trials, make, epochs)


def train_on(stack: Stack, make: MakeStack, epochs: int) -> list[Stack]:
    """Go on with a stack, or start its living members again in halves if they do not fit into memory."""

    def go_on() -> Stack:
        stack.train(epochs)
        return stack

    return _whole_or_halves(go_on, list(stack.trials), make, epochs)


def _whole_or_halves(train: Callable[[], Stack], trials: Sequence[Trial], make: MakeStack, epochs: int) -> list[Stack]:
    try:
        return [train()]
    except (MemoryError, RuntimeError) as error:
        if len(trials) == 1 or not _out_of_memory(error):
            raise
    half = len(trials) // 2
    return train_from_scratch(trials[:half], make, epochs) + train_from_scratch(trials[half:], make, epochs)


def _out_of_memory(error: Exception) -> bool:
    """Whether torch or Python ran out of memory; torch says so on the CPU by a message only."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
