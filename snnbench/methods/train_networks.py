"""Training all settings of a network on one split."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from snnbench.methods.method import Problem
from snnbench.training.data import data_on
from snnbench.training.grouping import plan_stacks, waits_in_memory
from snnbench.training.losses import Loss, MaskedSigmoidCrossEntropy, SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy, binary_auc, mean_assay_auc
from snnbench.training.search import run_search
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

SCORES = {"accuracy": accuracy, "auc": binary_auc, "mean_auc": mean_assay_auc}
"""By the name of a task's metric."""


def train_nets(method: str, problem: Problem, trials: Sequence[Trial]) -> None:
    """Plan the stacks of a grid, train them as the search says, and record how each trial did.

    Parameters
    ----------
    method : str
        A net of the registry.
    problem : Problem
    trials : sequence of Trial
        Changed in place.
    """
    loss: Loss = SoftmaxCrossEntropy(problem.classes)
    if problem.metric == "mean_auc":
        loss = MaskedSigmoidCrossEntropy(problem.classes)
    data = data_on(problem.device, problem.rows._asdict(), loss, SCORES[problem.metric])
    rows, features = data.train[0].shape
    protocol = problem.protocol
    sizes = (method, trials, features, problem.classes, protocol.batch_size, problem.stack_megabytes)
    groups, wait_in_memory = plan_stacks(*sizes), waits_in_memory(*sizes)

    def make(group: Sequence[Trial]) -> Stack:
        return Stack(method, group, data, protocol, problem.seed)

    with torch.no_grad():
        run_search(
            groups,
            make,
            problem.search,
            protocol,
            rows,
            problem.memory,
            by_depth=problem.by_depth,
            wait_in_memory=wait_in_memory,
        )
