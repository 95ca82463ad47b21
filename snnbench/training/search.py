"""Which members of a grid are trained for how long: all of them, or the better ones."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from snnbench.nets.architectures import depth_of
from snnbench.training.out_of_memory import MakeStack, fits, train_from_scratch, train_on
from snnbench.training.progress import counted, tell
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search
from snnbench.training.selection import ranked
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


class FinishedStacks(typing.Protocol):
    """Keeps the trials of finished stacks, so that a long grid goes on where it was interrupted."""

    def recall(self, trials: Sequence[Trial]) -> bool:
        """Fill in the trials if they were finished before, and say whether they were."""

    def keep(self, trials: Sequence[Trial]) -> None:
        """Keep finished trials."""


def run_search(
    stacks: Sequence[Sequence[Trial]],
    make: MakeStack,
    search: Search,
    protocol: TrainingProtocol,
    rows: int,
    finished: FinishedStacks | None = None,
    *,
    by_depth: bool = False,
    wait_in_memory: bool = True,
) -> None:
    """Train the nets of one task, split, repeat and method, and record how each trial did.

    Parameters
    ----------
    stacks : sequence of sequences of Trial
        From :meth:`~snnbench.training.grouping.Grouping.group_into_stacks`; the trials are changed in place.
    make : callable
        Builds the stack of some trials.
    search : Search
    protocol : TrainingProtocol
    rows : int
        Training rows of the task.
    finished : FinishedStacks, optional
        Used by ``grid`` only, where a stack's training depends on no other.
    by_depth : bool
        Whether nets compete at a rung with those of their own depth only.
    wait_in_memory : bool
        Whether nets that wait at a rung of halving stay in memory, or those that go on are trained from the start
        again.

    Raises
    ------
    RuntimeError
        If a single net does not fit into memory.
    """
    rungs, epochs = search.rungs_for(protocol, rows), protocol.epochs_for(rows)
    if not rungs:
        _train_all(stacks, make, epochs, finished)
        return
    halving = _Halving(make, search, by_depth, rungs, epochs)
    if not (wait_in_memory and fits(lambda: halving.in_memory(stacks))):
        halving.from_scratch(stacks)


def _train_all(
    stacks: Sequence[Sequence[Trial]], make: MakeStack, epochs: int, finished: FinishedStacks | None
) -> None:
    for trials in counted("stack", stacks):
        if finished is not None and finished.recall(trials):
            continue
        train_from_scratch(trials, make, epochs, Stack.score_on_test)
        if finished is not None:
            finished.keep(trials)


@dataclass(frozen=True)
class _Halving:
    """Successive halving: at each rung the better nets go on.

    Attributes
    ----------
    make : callable
    search : Search
    by_depth : bool
    rungs : list of int
        Epochs, rising and at least one.
    epochs : int
        Of those that go on from the last rung.
    """

    make: MakeStack
    search: Search
    by_depth: bool
    rungs: list[int]
    epochs: int

    def in_memory(self, groups: Sequence[Sequence[Trial]]) -> None:
        """Train stacks that wait in memory at each rung."""
        stacks: list[Stack] = []
        for group in counted("stack", groups):
            train_from_scratch(group, self.make, self.rungs[0], stacks.append)
        for following in [*self.rungs[1:], self.epochs]:
            survivors = self._survivors(trial for stack in stacks for trial in stack.trials)
            for stack in stacks:
                if any(id(trial) not in survivors for trial in stack.trials):
                    stack.score_on_test()
                    stack.select([trial for trial in stack.trials if id(trial) in survivors])
            waiting, stacks = [stack for stack in stacks if stack.trials], []
            number = len(waiting)
            while waiting:
                tell("stack", number - len(waiting) + 1, number)
                train_on(waiting.pop(0), self.make, following, stacks.append)
        for stack in stacks:
            stack.score_on_test()

    def from_scratch(self, groups: Sequence[Sequence[Trial]]) -> None:
        """Train those that go on from the start again up to each rung; the results are the same."""
        for following in [*self.rungs, self.epochs]:
            for group in counted("stack", groups):
                train_from_scratch(group, self.make, following, Stack.score_on_test)
            survivors = self._survivors(trial for group in groups for trial in group)
            groups = [[trial for trial in group if id(trial) in survivors] for group in groups]
            groups = [group for group in groups if group]

    def _survivors(self, trials: Iterable[Trial]) -> set[int]:
        """Return the identities of the trials that go on from a rung."""
        competitions: dict[int, list[Trial]] = {}
        for trial in trials:
            if trial.status == "ok":
                depth = depth_of(trial.hyperparameters) if self.by_depth else 0
                competitions.setdefault(depth, []).append(trial)
        return {
            id(trial) for some in competitions.values() for trial in ranked(some)[: self.search.survivors(len(some))]
        }
