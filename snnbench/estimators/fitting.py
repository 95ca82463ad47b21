"""Training the members of a classifier, with or without held-out rows."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from tqdm import tqdm

from snnbench.estimators.networks import known
from snnbench.nets.architectures import Architecture
from snnbench.nets.network import Network
from snnbench.nets.own.records import ModuleNetwork
from snnbench.nets.selu_constants import FixedPoint
from snnbench.randomness import seed_of
from snnbench.training.data import Data, data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.module_stack import ModuleStack
from snnbench.training.process import small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial
from snnbench.training.weighted_loss import WeightedSoftmaxCrossEntropy


@dataclass(frozen=True)
class Rows:
    """Rows to train on or to score.

    Attributes
    ----------
    X : ndarray of float32, shape (n, d)
        Scaled.
    y : ndarray of int64, shape (n,)
        Classes 0..C-1.
    weights : ndarray of float32, shape (n,), or None
        With a mean of 1.
    """

    X: np.ndarray
    y: np.ndarray
    weights: np.ndarray | None


@dataclass(frozen=True)
class Ensemble:
    """The members of one classifier before they are trained.

    Attributes
    ----------
    record : Architecture
    hyperparameters : dict
    members, classes : int
    seed : int
    device : torch.device
    fixed_point : FixedPoint or None
    verbose : bool
    """

    record: Architecture
    hyperparameters: dict[str, Any]
    members: int
    classes: int
    seed: int
    device: torch.device
    fixed_point: FixedPoint | None
    verbose: bool

    def train(self, train: Rows, held: Rows | None, protocol: TrainingProtocol, title: str) -> Trained:
        """Train on rows; the weights are those of each member's best epoch on the held-out rows, or of the last.

        Raises
        ------
        ValueError
            If all members diverge.

        Warns
        -----
        ConvergenceWarning
            If some do; they are left out.
        """
        trials = [Trial(self.hyperparameters, i, seed_of(self.seed, "member", i)) for i in range(self.members)]
        shown = held or train
        loss = SoftmaxCrossEntropy(self.classes)
        if train.weights is not None:
            loss = WeightedSoftmaxCrossEntropy(self.classes, torch.from_numpy(train.weights))
        arrays = {"train": (train.X, train.y), "validation": (shown.X, shown.y), "test": (shown.X, shown.y)}
        with small_nets(), torch.no_grad():
            data = data_on(self.device, arrays, loss, accuracy)
            stack = self._stack(trials, data, protocol)
            for epoch in tqdm(range(1, protocol.epochs + 1), title, disable=not self.verbose, unit="epoch"):
                if not stack.trials:
                    break
                if held is None:
                    _train_unwatched(stack)
                else:
                    stack.train(epoch)
            if not stack.trials:
                raise ValueError(f"training {trials[0].status}; {self._advice}")
            if held is not None:
                stack.best.swap()
            elif stack.average is not None:
                stack.average.swap()
        diverged = self.members - len(stack.trials)
        if diverged:
            message = f"{diverged} of {self.members} members diverged and are left out; {self._advice}"
            warnings.warn(message, ConvergenceWarning, stacklevel=4)
        return Trained(stack.network, sorted(stack.trials, key=lambda trial: trial.number))

    @property
    def _advice(self) -> str:
        """What to do about divergence. A step multiplies weights by ``1 - learning_rate * l2``."""
        rate, l2 = self.hyperparameters["learning_rate"], self.hyperparameters.get("l2", 0)
        if rate * l2 > 1:
            return f"try a lower l2 than {l2}: times the learning_rate, {rate}, it must be below 1"
        return f"try a lower learning_rate than {rate}"

    def _stack(self, trials: list[Trial], data: Data, protocol: TrainingProtocol) -> Stack:
        if isinstance(self.record, ModuleNetwork):
            return ModuleStack(self.record, trials, data, protocol, self.seed)
        with known(self.record):
            return Stack(self.record.name, trials, data, protocol, self.seed, self.fixed_point)


def _train_unwatched(stack: Stack) -> None:
    """Train an epoch after which no rows are scored; members that diverge leave."""
    losses = stack.train_epoch().tolist()
    stack.epoch += 1
    for trial, loss in zip(stack.trials, losses, strict=True):
        trial.training_loss.append(loss)
        trial.epochs = trial.epoch = stack.epoch
        if not math.isfinite(loss):
            trial.status = f"diverged in epoch {stack.epoch}"
    if any(trial.status != "ok" for trial in stack.trials):
        stack.select([trial for trial in stack.trials if trial.status == "ok"])


@dataclass(frozen=True)
class Trained:
    """Trained members.

    Attributes
    ----------
    network : Network
    trials : list of Trial
        What is known of each.
    """

    network: Network
    trials: list[Trial]

    @property
    def losses(self) -> np.ndarray:
        """Mean training loss, shape (epochs, members)."""
        return np.array([trial.training_loss for trial in self.trials]).T

    @property
    def scores(self) -> np.ndarray:
        """Accuracy on the held-out rows, shape (epochs, members)."""
        return np.array([trial.validation_curve for trial in self.trials]).T

    def best_epoch(self, window: int) -> int:
        """Return the epoch at which the members' mean accuracy over the last ``window`` epochs is largest."""
        smoothed = np.convolve(self.scores.mean(1), np.ones(window) / window, mode="valid")
        return int(smoothed.round(9).argmax()) + window
