"""Training all settings of a user's module on one split."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from snnbench.methods.method import Problem
from snnbench.methods.train_networks import SCORES
from snnbench.nets.memory import out_of_memory
from snnbench.nets.own.records import ModuleNetwork
from snnbench.training.data import data_on
from snnbench.training.grouping import Grouping
from snnbench.training.losses import Loss, MaskedSigmoidCrossEntropy, SoftmaxCrossEntropy
from snnbench.training.module_stack import ModuleStack, grouped
from snnbench.training.search import FinishedStacks, run_search
from snnbench.training.trial import FAILED, Trial

WEIGHT_SETS = 5
"""Of a module: its weights, those of the best epoch, gradients, and two that an optimiser may keep."""


def train_modules(record: ModuleNetwork, problem: Problem, trials: Sequence[Trial]) -> None:
    """Train the modules of a grid as the search says, and record how each trial did.

    Settings whose module raises an error, at whichever step, are recorded with it and cannot be chosen.

    Parameters
    ----------
    record : ModuleNetwork
    problem : Problem
    trials : sequence of Trial
        Changed in place.
    """
    loss: Loss = SoftmaxCrossEntropy(problem.classes)
    if problem.metric == "mean_auc":
        loss = MaskedSigmoidCrossEntropy(problem.classes)
    recorded = problem.metric == "mean_auc"
    data = data_on(problem.device, problem.rows._asdict(), loss, SCORES[problem.metric], recorded)
    rows, inputs = data.train[0].shape
    weight_sets = WEIGHT_SETS + (problem.protocol.average_weights is not None)
    grouping = Grouping(
        record.name, inputs, problem.classes, problem.protocol.batch_size, problem.stack_megabytes, weight_sets
    )

    at_work: list[Trial] = []

    def make(group: Sequence[Trial]) -> GuardedStack:
        at_work[:] = group
        return GuardedStack(record, group, data, problem.protocol, problem.seed)

    with torch.no_grad():
        whole = grouped(trials, grouping.megabytes, grouping.stack_megabytes)
        groups = [part for group in whole for part in _sound_parts(group, make)]
        wait_in_memory = grouping.wait_in_memory(trials)
        finished = None if problem.finished is None else _WithoutFailed(problem.finished, at_work)
        while True:
            at_work.clear()
            try:
                run_search(
                    groups,
                    make,
                    problem.search,
                    problem.protocol,
                    rows,
                    finished,
                    by_depth=problem.by_depth and bool(record.depth),
                    wait_in_memory=wait_in_memory,
                )
                return
            except Exception as error:  # raised by the test rows of a stack that the search has just trained
                if out_of_memory(error) or not at_work:
                    raise
                failed = {id(trial) for trial in at_work}
                others = [[trial for trial in group if id(trial) not in failed] for group in groups]
                groups = [group for group in others if group]
                if len(at_work) > 1:
                    groups += [[trial] for trial in at_work]
                else:
                    _record(error, at_work)


class GuardedStack(ModuleStack):
    """A stack whose modules may raise an error: it costs the settings that raise it, and no others.

    A single setting is recorded with the error. Several are trained again in halves, as a stack that does not fit into
    memory is, until those that fail are alone.
    """

    def train(self, epochs: int) -> None:
        """Train, or record why that failed."""
        with self._guarded():
            super().train(epochs)

    def score_on_test(self) -> None:
        """Record test scores, or why there are none."""
        with self._guarded():
            super().score_on_test()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the module is the user's
            if out_of_memory(error):
                raise
            if len(self.trials) > 1:
                raise _TakeApart(f"one of {len(self.trials)} modules raised {type(error).__name__}") from error
            _record(error, self.trials)
            self.trials = []


class _TakeApart(MemoryError):
    """Tells the search to train a stack in halves."""


@dataclass(frozen=True)
class _WithoutFailed:
    """Memory of finished stacks that keeps none with a failure, so that the next call tries it again.

    Attributes
    ----------
    stacks : FinishedStacks
    at_work : list of Trial
        Of the stack at work; emptied, since what this memory raises is no module's error.
    """

    stacks: FinishedStacks
    at_work: list[Trial]

    def recall(self, trials: Sequence[Trial]) -> bool:
        self.at_work.clear()
        return self.stacks.recall(trials)

    def keep(self, trials: Sequence[Trial]) -> None:
        self.at_work.clear()
        if not any(trial.status.startswith(FAILED) for trial in trials):
            self.stacks.keep(trials)


def _sound_parts(group: list[Trial], make: Callable[[Sequence[Trial]], ModuleStack]) -> Iterator[list[Trial]]:
    """Yield a group if it can take a step and predict, or those of its settings that can, one by one.

    What every step raises shows here, before its neighbours are trained.
    """
    try:
        stack = make(group)
        few = slice(0, stack.protocol.batch_size)
        stack.take_step(stack.data.train[0][few], stack.targets[few])
        stack.evaluate(*stack.data.validation)
    except Exception as error:  # the module is the user's
        if len(group) == 1:
            _record(error, group)
            return
    else:
        yield group
        return
    for trial in group:
        yield from _sound_parts([trial], make)


def _record(error: Exception, trials: Sequence[Trial]) -> None:
    for trial in trials:
        trial.status = f"{FAILED}{type(error).__name__}: {' '.join(str(error).split())}"
