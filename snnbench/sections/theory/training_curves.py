"""Figure 1 of the paper: training loss of SNNs and batch-normalised networks of 8, 16 and 32 layers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import torch

from snnbench.data.catalog import OPENML_IMAGES
from snnbench.data.declared import Dataset, OpenMLSource
from snnbench.data.errors import TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import Task
from snnbench.randomness import seed_of
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

IMAGES = {name: Dataset(name=name, source=OpenMLSource(openml=number)) for name, number in OPENML_IMAGES.items()}
"""The paper's two image sets at OpenML. A mirror folder may hold them as ``openml/<id>/``."""
STAND_IN = "sklearn-digits"
"""What is drawn where a set is unavailable."""
NETWORKS = ("SNN", "BatchNorm")
DEPTHS = (8, 16, 32)


class Setting(NamedTuple):
    """How the networks of the figure are trained."""

    learning_rate: float
    epochs: int
    width: int


PAPER = Setting(learning_rate=1e-5, epochs=100, width=256)
"""The paper's learning rate; it names neither epochs nor width."""
DIGITS = Setting(learning_rate=1e-2, epochs=100, width=64)
"""1,300 images of 64 pixels need larger steps to move at all."""


def figure_1_task(
    name: str, seed: int, data_dir: str, mirrors: Sequence[str], datasets: Sequence[Dataset]
) -> tuple[Task, str]:
    """Return a data set of the figure, or the digits where it is unavailable.

    Parameters
    ----------
    name : str
        ``mnist``, ``cifar-10``, or any other task.
    seed, data_dir, mirrors, datasets
        As for :func:`snnbench.data.load.load_task`. A data set the user declares under the name comes first.

    Returns
    -------
    Task
    str
        Why it is the digits, empty if it is what was asked for.
    """
    known = [*datasets, *(IMAGES[n] for n in IMAGES if n not in {d.name for d in datasets})]
    try:
        return load_task(name, seed=seed, data_dir=data_dir, mirrors=mirrors, datasets=known), ""
    except TaskUnavailable as error:
        logging.warning("Figure 1 is drawn on %s instead: %s", STAND_IN, error)
        return load_task(STAND_IN, seed=seed), f"{name} is unavailable"


def training_curves(
    task: Task, seed: int, depths: Sequence[int] = DEPTHS, setting: Setting | None = None
) -> pd.DataFrame:
    """Train SNNs and batch-normalised networks on a task's first split.

    Parameters
    ----------
    task : Task
    seed : int
        The config's.
    depths : sequence of int
        Hidden layers.
    setting : Setting, optional
        By default :data:`DIGITS` for the digits and :data:`PAPER` for others.

    Returns
    -------
    DataFrame
        Columns network, hidden_layers, epoch, training_loss, and the setting.
    """
    setting = setting or (DIGITS if task.name == STAND_IN else PAPER)
    split = task.prepare(0)
    arrays = {part: getattr(split, part) for part in ("train", "validation", "test")}
    rows = []
    with small_nets(), torch.no_grad():
        data = data_on("cpu", arrays, SoftmaxCrossEntropy(len(task.classes)), accuracy)
        for network in NETWORKS:
            shared = {
                "hidden_units": setting.width,
                "layer_form": "rectangular",
                "learning_rate": setting.learning_rate,
            }
            trials = [
                Trial({**shared, "hidden_layers": depth}, seed=seed_of(seed, "figure 1", network, depth))
                for depth in depths
            ]
            Stack(network, trials, data, TrainingProtocol(epochs=setting.epochs), seed).train(setting.epochs)
            rows += [
                (network, trial.hyperparameters["hidden_layers"], epoch, loss, *setting)
                for trial in trials
                for epoch, loss in enumerate(trial.training_loss, 1)
            ]
    return pd.DataFrame(rows, columns=["network", "hidden_layers", "epoch", "training_loss", *Setting._fields])
