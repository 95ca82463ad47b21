"""Training all settings of a user's module on one split."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from snnbench.methods.method import Problem
from snnbench.methods.train_networks import SCORES
from snnbench.nets.own.records import ModuleNetwork
from snnbench.training.data import data_on
from snnbench.training.grouping import Grouping
from snnbench.training.losses import Loss, MaskedSigmoidCrossEntropy, SoftmaxCrossEntropy
from snnbench.training.module_stack import ModuleStack, grouped
from snnbench.training.search import run_search
from snnbench.training.trial import Trial

WEIGHT_SETS = 5
"""Of a module: its weights, those of the best epoch, gradients, and two that an optimiser may keep."""


def train_modules(record: ModuleNetwork, problem: Problem, trials: Sequence[Trial]) -> None:
    """Train the modules of a grid as the search says, and record how each trial did.

    Settings whose module raises an error are recorded with it and cannot be chosen.

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

    def make(group: Sequence[Trial]) -> ModuleStack:
        return ModuleStack(record, group, data, problem.protocol, problem.seed)

    sound = []
    with torch.no_grad():
        for group in grouped(trials, grouping.megabytes, grouping.stack_megabytes):
            try:
                _try_out(make(group))
                sound.append(group)
            except Exception as error:  # the module is the user's, and one setting must not cost the others
                for trial in group:
                    trial.status = f"failed: {type(error).__name__}: {' '.join(str(error).split())}"
        run_search(
            sound,
            make,
            problem.search,
            problem.protocol,
            rows,
            problem.finished,
            by_depth=problem.by_depth and bool(record.depth),
            wait_in_memory=grouping.wait_in_memory(trials),
        )


def _try_out(stack: ModuleStack) -> None:
    """Take one step and predict; whatever a module raises shows here, before its neighbours are trained."""
    few = slice(0, stack.protocol.batch_size)
    stack.take_step(stack.data.train[0][few], stack.targets[few])
    stack.evaluate(*stack.data.validation)
