"""Training that goes on in halves where memory does not suffice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from snnbench.nets.memory import out_of_memory
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

MakeStack = Callable[[Sequence[Trial]], Stack]
"""Builds the stack of some trials, untrained."""


def train_from_scratch(trials: Sequence[Trial], make: MakeStack, epochs: int, then: Callable[[Stack], object]) -> None:
    """Train trials together, or in halves if they do not fit into memory; a net's result is the same.

    Parameters
    ----------
    trials : sequence of Trial
    make : callable
    epochs : int
    then : callable
        Takes each trained stack, before the next half starts. A stack that it does not hold on to is let go.
    """

    def train() -> None:
        for trial in trials:
            trial.forget()
        stack = make(trials)
        stack.train(epochs)
        then(stack)

    if not fits(train, may_fail=len(trials) > 1):
        half = len(trials) // 2
        train_from_scratch(trials[:half], make, epochs, then)
        train_from_scratch(trials[half:], make, epochs, then)


def train_on(stack: Stack, make: MakeStack, epochs: int, then: Callable[[Stack], object]) -> None:
    """Go on with a stack; if it does not fit into memory, start its living members again as above."""

    def train() -> None:
        stack.train(epochs)
        then(stack)

    trials = list(stack.trials)
    if not fits(train):
        stack.release()
        train_from_scratch(trials, make, epochs, then)


def fits(work: Callable[[], None], may_fail: bool = True) -> bool:
    """Do some work and return whether memory sufficed; all that the work held is free again if it did not."""
    try:
        work()
    except (MemoryError, RuntimeError) as error:
        if not may_fail or not out_of_memory(error):
            raise
        return False
    return True
