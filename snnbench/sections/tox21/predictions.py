"""Training the chosen nets again, to keep what they predict."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import torch

from snnbench.config.model import Config
from snnbench.data.task import Task
from snnbench.methods.registry import NETS
from snnbench.randomness import seed_of
from snnbench.runs.compute import trials_of
from snnbench.training.data import data_on
from snnbench.training.losses import MaskedSigmoidCrossEntropy
from snnbench.training.metrics import mean_assay_auc
from snnbench.training.process import keep_freed_memory, small_nets
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


@dataclass(frozen=True)
class ChosenNet:
    """A setting that a cell chose.

    Attributes
    ----------
    method : str
    repeat : int
    trial : int
        Its place in the grid.
    epoch : int
        Epochs it was trained for.
    test_score : float
        Recorded in the run.
    """

    method: str
    repeat: int
    trial: int
    epoch: int
    test_score: float


def chosen_nets(trials: pd.DataFrame) -> list[ChosenNet]:
    """Return the nets that the cells of Tox21 chose, by method and repeat.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet`` of a run.
    """
    wanted = trials["chosen"] & (trials["task"] == "tox21") & trials["method"].isin(NETS)
    chosen = trials[wanted].sort_values(["method", "repeat"], kind="stable")
    columns = chosen[["method", "repeat", "trial", "epoch", "test_score"]]
    nets = [ChosenNet(*row) for row in columns.itertuples(index=False)]
    return sorted(nets, key=lambda net: (NETS.index(net.method), net.repeat))


def stack_of(net: ChosenNet, task: Task, config: Config, device: str) -> Stack:
    """Return a chosen net, untrained, with the seeds it had in its cell.

    Parameters
    ----------
    net : ChosenNet
    task : Task
    config : Config
        Of the run that chose it.
    device : str
    """
    names = (task.name, 0, net.method, net.repeat)
    settings = config.grid_of(task.suite, net.method)
    trial: Trial = trials_of(settings, *names, "setting", seed=config.seed)[net.trial]
    loss = MaskedSigmoidCrossEntropy(len(task.classes))
    data = data_on(device, task.prepare(0)._asdict(), loss, mean_assay_auc)
    protocol = config.protocol
    return Stack(net.method, [trial], data, protocol, seed_of(config.seed, *names, "cell"))


def predict(net: ChosenNet, task: Task, config: Config, device: str = "cpu") -> np.ndarray:
    """Train a net for the epochs it was chosen at, and return its predictions for the final compounds.

    On a CPU a net's training does not depend on its company in a stack; on a GPU it does by the rounding of matrix
    products of another size.

    Returns
    -------
    ndarray of float32, shape (final compounds, assays)
        Probabilities that a compound is active.
    """
    keep_freed_memory()
    with small_nets(config.precision), torch.no_grad():
        stack = stack_of(net, task, config, device)
        for _ in range(net.epoch):
            stack.train_epoch()
        return torch.sigmoid(stack.network.outputs(stack.data.test[0])[0]).cpu().numpy()


def predictions_of(
    nets: list[ChosenNet], task: Task, config: Config, device: str = "cpu", processes: int | None = None
) -> pd.DataFrame:
    """Return what all chosen nets predict.

    Parameters
    ----------
    nets : list of ChosenNet
    task : Task
    config : Config
    device : str
    processes : int, optional
        On a CPU; all cores this process may use unless given. The result does not depend on it.

    Returns
    -------
    DataFrame
        ``method``, ``repeat``, ``row`` (of the task), and a column of probabilities per assay.
    """
    run = partial(predict, task=task, config=config, device=device)
    if device == "cpu" and len(nets) > 1:
        with ProcessPoolExecutor(processes or len(os.sched_getaffinity(0))) as pool:
            predicted = list(pool.map(run, nets))
    else:
        predicted = [run(net) for net in nets]
    frames = []
    for net, probabilities in zip(nets, predicted, strict=True):
        frame = pd.DataFrame(probabilities, columns=list(task.classes))
        frame.insert(0, "row", task.splits[0].test)
        frame.insert(0, "repeat", net.repeat)
        frame.insert(0, "method", net.method)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)
