"""Training all settings of a network on one split."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from snnbench.methods.method import Problem
from snnbench.training.data import Data, data_on
from snnbench.training.grouping import Grouping
from snnbench.training.losses import Loss, MaskedSigmoidCrossEntropy, SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy, binary_auc, mean_assay_auc
from snnbench.training.search import run_search
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

SCORES = {"accuracy": accuracy, "auc": binary_auc, "mean_auc": mean_assay_auc}
"""By the name of a task's metric."""


def train_nets(method: str, problem: Problem, trials: Sequence[Trial]) -> None:
    """Group the nets of a grid into stacks, train them as the search says, and record how each trial did.

    Parameters
    ----------
    method : str
        A registered network.
    problem : Problem
    trials : sequence of Trial
        Changed in place; where the metric is ``mean_auc`` with the probabilities for the test rows.
    """
    data = _data_of(problem)
    rows, inputs = data.train[0].shape
    grouping = Grouping(
        method,
        inputs,
        problem.classes,
        problem.protocol.batch_size,
        problem.stack_megabytes,
        weight_sets=2 if problem.protocol.average_weights is None else 3,
    )

    def make(some: Sequence[Trial]) -> Stack:
        return Stack(method, some, data, problem.protocol, problem.seed)

    with torch.no_grad():
        run_search(
            grouping.group_into_stacks(trials),
            make,
            problem.search,
            problem.protocol,
            rows,
            problem.finished,
            by_depth=problem.by_depth,
            wait_in_memory=grouping.wait_in_memory(trials),
        )


def _data_of(problem: Problem) -> Data:
    """Return the rows of a problem's split with the loss and score of its metric."""
    by_assay = problem.metric == "mean_auc"
    loss: Loss = MaskedSigmoidCrossEntropy(problem.classes) if by_assay else SoftmaxCrossEntropy(problem.classes)
    arrays = problem.rows._asdict()
    return data_on(problem.device, arrays, loss, SCORES[problem.metric], record_predictions=by_assay)
