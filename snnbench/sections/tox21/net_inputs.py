"""What arrives at the units of the second layer (Figure A8 of the paper)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import torch

from snnbench.config.model import Config
from snnbench.data.task import Task
from snnbench.nets.architectures import depth_of
from snnbench.nets.layer import Chain
from snnbench.nets.linear import Linear
from snnbench.randomness import seed_of
from snnbench.sections.tox21.validated import validated
from snnbench.training.data import data_on
from snnbench.training.losses import MaskedSigmoidCrossEntropy
from snnbench.training.metrics import mean_assay_auc
from snnbench.training.process import small_nets
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

EPOCHS = 40
"""The paper's."""


def setting_with_two_layers(trials: pd.DataFrame) -> dict[str, Any] | None:
    """Return the chosen setting of SNN on Tox21, or if it has one layer the best on validation rows that has more.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.

    Returns
    -------
    dict or None
        None where no setting with two or more hidden layers has a score.
    """
    of_snn = validated(trials, ["SNN"])
    deep = of_snn[[depth_of(json.loads(text)) >= 2 for text in of_snn["hyperparameters"]]]
    chosen = deep[deep["chosen"]]
    best = chosen if len(chosen) else deep.sort_values("validation_score", ascending=False, kind="stable")
    return json.loads(best["hyperparameters"].iloc[0]) if len(best) else None


def fresh_snn(hyperparameters: Mapping[str, Any], task: Task, config: Config) -> Stack:
    """Return an untrained SNN on the training rows that the chosen setting was trained on, on the CPU.

    Parameters
    ----------
    hyperparameters : mapping
        Of the chosen setting.
    task : Task
    config : Config
    """
    data = data_on(
        "cpu",
        task.prepare(len(task.splits) - 1)._asdict(),
        MaskedSigmoidCrossEntropy(len(task.classes)),
        mean_assay_auc,
    )
    trial = Trial(hyperparameters, seed=seed_of(config.seed, "net inputs", task.name, hyperparameters))
    return Stack("SNN", [trial], data, config.protocol, seed_of(config.seed, "net inputs", task.name))


def net_inputs(stack: Stack, epochs: int = EPOCHS) -> dict[int, np.ndarray]:
    """Return the net inputs of the second layer of an SNN before and after training.

    Parameters
    ----------
    stack : Stack
        Of one untrained SNN of at least two layers; trained here.
    epochs : int

    Returns
    -------
    dict of int to ndarray of float32, shape (training rows * units,)
        By the number of epochs, 0 and ``epochs``; without dropout.
    """
    with small_nets(), torch.no_grad():
        before = _second_layer(stack)
        for _ in range(epochs):
            stack.train_epoch()
        return {0: before, epochs: _second_layer(stack)}


def _second_layer(stack: Stack) -> np.ndarray:
    first, second = stack.network.hidden[:2]
    assert isinstance(second, Chain)
    assert isinstance(second.layers[0], Linear)
    activations = first.forward(stack.data.train[0].unsqueeze(0), training=False)
    return second.layers[0].net_inputs(activations).flatten().cpu().numpy()
