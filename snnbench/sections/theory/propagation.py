"""Mean and variance of activations through the layers of real networks, at initialisation and during training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

import pandas as pd
import torch
from torch import Tensor

from snnbench.data.task import Task
from snnbench.nets.build import Member, build_network
from snnbench.nets.network import Network
from snnbench.randomness import seed_of
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial


class Variant(NamedTuple):
    """A network whose activations are looked at.

    Attributes
    ----------
    method : str
        Of :data:`snnbench.nets.architectures.ARCHITECTURES`.
    factor : float
        On the variance of the method's own initial weights.
    """

    method: str
    factor: float = 1.0


VARIANTS = {
    "SELU": Variant("SNN"),
    "SELU, variance 2/n": Variant("SNN", 2.0),
    "ReLU": Variant("MSRAinit"),
    "BatchNorm": Variant("BatchNorm"),
}
"""SELU with the right and with He et al.'s initialisation, and two networks to compare with."""
INPUTS = ((0.0, 0.25), (0.0, 4.0), (0.5, 1.0), (-0.5, 2.0))
"""Means and variances of perturbed inputs."""
WIDTHS = (16, 64, 256, 1024)
ACTIVATIONS = 2**16
"""That mean and variance of a layer are taken over, at initialisation."""
EPOCHS = (0, 1, 5, 20)
"""Numbers of epochs of training after which the moments are measured."""


@torch.no_grad()
def moments_at_initialisation(
    seed: int,
    widths: Sequence[int] = WIDTHS,
    depth: int = 100,
    rates: Sequence[float] = (0.0, 0.1),
    activations: int = ACTIVATIONS,
) -> pd.DataFrame:
    """Send normal inputs through new networks.

    Parameters
    ----------
    seed : int
        The config's.
    widths : sequence of int
    depth : int
        Hidden layers.
    rates : sequence of float
        Dropout; alpha dropout for SELU.
    activations : int
        Of a layer, so that its moments are as precise at each width: inputs times units.

    Returns
    -------
    DataFrame
        Columns network, width, dropout, input_mean, input_variance, layer (0 is the input), mean, variance: over all
        units and rows.
    """
    frames = []
    with small_nets():
        for width in widths:
            rows = activations // width
            standard = torch.randn(rows, width, generator=torch.Generator().manual_seed(seed_of(seed, "inputs", width)))
            for name, variant in VARIANTS.items():
                for rate in rates:
                    net = _network(variant, width, depth, rate, rows, seed_of(seed, "weights", name, width))
                    perturbed = INPUTS if name == "SELU" and rate == 0 else ()
                    for mean, variance in ((0.0, 1.0), *perturbed):
                        found = _moments(net, standard * math.sqrt(variance) + mean)
                        about = {
                            "network": name,
                            "width": width,
                            "dropout": rate,
                            "input_mean": mean,
                            "input_variance": variance,
                        }
                        frames.append(found.assign(**about))
    table = pd.concat(frames, ignore_index=True)
    return table[[*about, "layer", "mean", "variance"]]


@torch.no_grad()
def moments_during_training(
    task: Task, seed: int, width: int = 64, depth: int = 32, learning_rate: float = 0.01, epochs: Sequence[int] = EPOCHS
) -> pd.DataFrame:
    """Train the networks on a task's first split and look at the activations of the training rows.

    Parameters
    ----------
    task : Task
        A classification task.
    seed : int
        The config's.
    width, depth : int
    learning_rate : float
    epochs : sequence of int
        After which to look, rising.

    Returns
    -------
    DataFrame
        Columns network, epoch, layer, mean, variance, training_loss (NaN before training). A network whose training
        diverges ends there.
    """
    split = task.prepare(0)
    arrays = {part: getattr(split, part) for part in ("train", "validation", "test")}
    frames = []
    with small_nets():
        for name, variant in VARIANTS.items():
            hyperparameters = _hyperparameters(width, depth, 0.0, learning_rate)
            trial = Trial(hyperparameters, seed=seed_of(seed, "weights", name))
            data = data_on("cpu", arrays, SoftmaxCrossEntropy(len(task.classes)), accuracy)
            stack = Stack(variant.method, [trial], data, TrainingProtocol(epochs=max(epochs, default=0)), seed)
            _scale(stack.network, variant.factor)
            for epoch in epochs:
                stack.train(epoch)
                if trial.status != "ok":
                    break
                # A copy, because batch normalisation learns from what it is shown.
                found = _moments(deepcopy(stack.network), data.train[0])
                loss = trial.training_loss[-1] if epoch else math.nan
                frames.append(found.assign(network=name, epoch=epoch, training_loss=loss))
    return pd.concat(frames, ignore_index=True)[["network", "epoch", "layer", "mean", "variance", "training_loss"]]


def _hyperparameters(width: int, depth: int, rate: float, learning_rate: float) -> dict[str, float | str]:
    return {
        "hidden_units": width,
        "hidden_layers": depth,
        "layer_form": "rectangular",
        "learning_rate": learning_rate,
        "dropout": rate,
    }


def _network(variant: Variant, width: int, depth: int, rate: float, rows: int, seed: int) -> Network:
    member = Member(_hyperparameters(width, depth, rate, 0.0), seed)
    network = build_network(variant.method, [member], width, 1, mask_seed=seed, rows=rows)
    _scale(network, variant.factor)
    return network


def _scale(network: Network, factor: float) -> None:
    """Multiply the variance of all hidden layers' weights."""
    for layer in network.hidden:
        for name, tensor in layer.all_tensors():
            if name.endswith("weight"):
                tensor.mul_(math.sqrt(factor))


def _moments(network: Network, inputs: Tensor) -> pd.DataFrame:
    x = inputs.unsqueeze(0)
    found = [(x.mean(), x.var(correction=0))]
    # Layers may change their input in place.
    x = x.clone()
    for layer in network.hidden:
        x = layer.forward(x, training=True)
        exact = x.double()
        found.append((exact.mean(), exact.var(correction=0)))
    rows = [(i, float(mean), float(variance)) for i, (mean, variance) in enumerate(found)]
    return pd.DataFrame(rows, columns=["layer", "mean", "variance"])
