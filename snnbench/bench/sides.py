"""What is timed: an epoch of a stack, and of what one would write instead."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits
from torch import Tensor, nn

from snnbench.bench import peer_autograd, peer_jax
from snnbench.bench.plain import plain_network
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

FEATURES, CLASSES, BATCH = 20, 3, 128

Epoch = Callable[[], Any]
"""Trains for an epoch."""


class Side(NamedTuple):
    """One competitor.

    Attributes
    ----------
    epoch : callable
    nets : int
        That it trains at once.
    """

    epoch: Epoch
    nets: int


def sides_of(
    method: str, width: int, depth: int, dropout: float, members: int, x: Tensor, y: Tensor
) -> dict[str, Side]:
    """Return what is timed for a network, by name.

    The stack and the plain loop always; scikit-learn, a stack under autograd and JAX on a CPU, where they have it.

    Parameters
    ----------
    method : str
    width, depth : int
    dropout : float
    members : int
        Nets of a stack.
    x : Tensor, shape (rows, features)
    y : Tensor of int64, shape (rows,)
    """
    net = method, width, depth, dropout
    sides = {
        "stack": Side(_stack_epoch(method, setting_of(*net), members, x, y), members),
        "loop": Side(_loop_epoch(*net, x, y), 1),
    }
    if x.device.type == "cuda":
        return sides
    if method == "MSRAinit" and dropout == 0:
        sides["sklearn"] = Side(_sklearn_epoch(width, depth, x, y), 1)
    stack = method, members, width, depth, dropout, x, y, BATCH
    if method in peer_autograd.NETWORKS:
        sides["autograd"] = Side(peer_autograd.autograd_epoch(*stack), members)
    if method in peer_jax.NETWORKS and peer_jax.is_installed():
        sides["jax"] = Side(peer_jax.jax_epoch(*stack), members)
    return sides


def setting_of(method: str, width: int, depth: int, dropout: float) -> dict[str, Any]:
    """Return hyperparameters of a network of ``depth`` layers of ``width`` units."""
    values = {
        "hidden_units": width,
        "units_per_block": width,
        "hidden_layers": depth,
        "blocks": depth,
        "block_form": "rectangular",
        "learning_rate": 0.01,
        "dropout": dropout,
    }
    known = ARCHITECTURES[method].hyperparameters
    return {name: value for name, value in values.items() if name in known}


def _stack_epoch(method: str, setting: dict[str, Any], members: int, x: Tensor, y: Tensor) -> Callable[[], None]:
    data = Data((x, y), (x[:1], y[:1]), (x[:1], y[:1]), SoftmaxCrossEntropy(CLASSES), accuracy)
    stack = Stack(
        method, [Trial(setting, i, i) for i in range(members)], data, TrainingProtocol(batch_size=BATCH), seed=0
    )

    def epoch() -> None:
        with torch.no_grad():
            stack.train_epoch()

    epoch()
    return epoch


def _loop_epoch(method: str, width: int, depth: int, dropout: float, x: Tensor, y: Tensor) -> Callable[[], None]:
    net = plain_network(method, FEATURES, width, depth, CLASSES, dropout).to(x.device)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), BATCH, shuffle=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)

    def epoch() -> None:
        for features, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(features), labels).backward()
            optimizer.step()

    epoch()
    return epoch


def _sklearn_epoch(width: int, depth: int, x: Tensor, y: Tensor) -> Callable[[], None]:
    features, labels = x.numpy(), y.numpy()
    net = MLPClassifier(
        (width,) * depth, solver="sgd", alpha=0, batch_size=BATCH, momentum=0, learning_rate_init=0.01, max_iter=1
    )
    net.set_params(warm_start=True)

    def epoch() -> None:
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(features, labels)

    epoch()
    return epoch
