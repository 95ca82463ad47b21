"""Training the members of a stack together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby

import torch
from torch import Tensor

from snnbench.nets.build import Member, build_network
from snnbench.nets.layer import per_member
from snnbench.nets.selu_constants import FixedPoint
from snnbench.randomness import seed_of
from snnbench.training.captured_step import CapturedStep, TakeStep
from snnbench.training.data import Data
from snnbench.training.process import clock
from snnbench.training.progress import tell
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.selection import moving_average
from snnbench.training.trial import Trial
from snnbench.training.weights import Weights

STEPS_BEFORE_CAPTURE = 3
"""Steps taken one kernel after the other before a GPU's step is captured, which sets up its libraries."""


class Stack:
    """Nets that share method, shape and data, trained in step.

    Parameters
    ----------
    method : str
    trials : sequence of Trial
        Members to be; sorted here so that the deepest come first. Their records are kept up to date.
    data : Data
    protocol : TrainingProtocol
    seed : int
        Of mini-batches and dropout masks; the same for all stacks of a cell, so that a net's training does
        not depend on its company.
    fixed_point : FixedPoint, optional
    """

    def __init__(
        self,
        method: str,
        trials: Sequence[Trial],
        data: Data,
        protocol: TrainingProtocol,
        seed: int,
        fixed_point: FixedPoint | None = None,
    ) -> None:
        members = [(Member(trial.hyperparameters, trial.seed), trial) for trial in trials]
        members = _in_order(members)
        self.trials = [trial for _, trial in members]
        self.method, self.data, self.protocol, self.seed = method, data, protocol, seed
        self.fixed_point = fixed_point
        features = data.train[0]
        self.device = features.device
        self.batches = torch.Generator().manual_seed(seed_of(seed, "batches"))
        self.network = build_network(
            method,
            [member for member, _ in members],
            features.shape[1],
            data.loss.outputs,
            seed_of(seed, "masks"),
            protocol.batch_size + 1,
            self.device,
            fixed_point,
        )
        if self.device.type == "cpu":
            self.network.load_kernels()
        self.targets = data.loss.prepare(data.train[1])
        self.epoch = self.steps = 0
        self.best = Weights(self.network)
        self.average = None if protocol.average_weights is None else Weights(self.network)
        self._start_members()

    def _start_members(self) -> None:
        """Set up what depends on which members there are."""
        rates = [trial.hyperparameters["learning_rate"] for trial in self.trials]
        self.step_size = per_member([-rate for rate in rates], self.device)
        self.losses = torch.zeros(len(self.trials), device=self.device)
        self.captured: dict[int, CapturedStep] = {}

    def train(self, epochs: int) -> None:
        """Train until each member has seen ``epochs`` epochs in all, and record how each did."""
        while self.epoch < epochs and self.trials:
            tell("epoch", self.epoch + 1, epochs)
            started = clock(self.device)
            losses = self.train_epoch()
            self.epoch += 1
            self._record(losses, self.evaluate(*self.data.validation))
            share = (clock(self.device) - started) / len(self.trials)
            for trial in self.trials:
                trial.seconds += share
            self._drop_diverged()
        # A stack that waits at a rung holds no memory but its members.
        self.captured = {}

    def train_epoch(self) -> Tensor:
        """Take the steps of one epoch and return each member's mean loss over it."""
        rows = self.targets.shape[0]
        order = torch.randperm(rows, generator=self.batches).to(self.device)
        features, targets = self.data.train[0][order], self.targets[order]
        self.losses.zero_()
        size, steps = self.protocol.batch_size, self.protocol.steps_per_epoch(rows)
        for step in range(steps):
            batch = slice(step * size, rows if step == steps - 1 else (step + 1) * size)
            self._step_of(features[batch])(features[batch], targets[batch])
            self.steps += 1
        return self.losses / rows

    def _step_of(self, features: Tensor) -> TakeStep:
        """Return how to take a step on these rows: on a GPU by a graph where one can be, once libraries are set up."""
        if self.device.type != "cuda" or self.steps < STEPS_BEFORE_CAPTURE or not self.network.can_be_captured():
            return self.take_step
        rows = len(features)
        if rows not in self.captured:
            self.captured[rows] = CapturedStep(self.take_step, features, self.targets[:rows], self.network.generators())
        return self.captured[rows]

    def take_step(self, features: Tensor, targets: Tensor) -> None:
        """Take one SGD step of all members on a mini-batch, and add its losses to theirs.

        Parameters
        ----------
        features : Tensor, shape (rows, inputs)
        targets : Tensor, shape (rows, outputs)
        """
        outputs = self.network.forward(features.unsqueeze(0), training=True)
        loss, gradient = self.data.loss(outputs, targets)
        self.losses += loss
        self.network.backward(gradient.mul_(self.step_size))
        if self.average is not None and self.protocol.average_weights is not None:
            if self.steps == 0:
                self.average.take()
            else:
                self.average.average(self.protocol.average_weights)

    def _record(self, losses: Tensor, scores: Tensor) -> None:
        """Append an epoch to the curves, and remember the weights of members at a new best."""
        window = self.protocol.smoothing_for(self.targets.shape[0])
        improved = torch.zeros(len(self.trials), dtype=torch.bool)
        for i, (trial, loss, score) in enumerate(zip(self.trials, losses.tolist(), scores.tolist(), strict=True)):
            trial.training_loss.append(loss)
            trial.validation_curve.append(score)
            trial.epochs = self.epoch
            if not math.isfinite(loss):
                trial.status = f"diverged in epoch {self.epoch}"
            elif self.epoch >= window:
                smoothed = moving_average(trial.validation_curve, window)
                if not trial.validation_score >= smoothed:
                    trial.validation_score, trial.epoch = smoothed, self.epoch
                    improved[i] = True
        if improved.any():
            with self.scored_weights():
                self.best.take(improved.to(self.device))

    def _drop_diverged(self) -> None:
        if any(trial.status != "ok" for trial in self.trials):
            self.select([trial for trial in self.trials if trial.status == "ok"])

    def select(self, trials: Sequence[Trial]) -> None:
        """Go on with these members only."""
        selected = [i for i, trial in enumerate(self.trials) if any(trial is other for other in trials)]
        self.trials = [self.trials[i] for i in selected]
        if not selected:
            return
        positions = torch.tensor(selected, device=self.device)
        sizes = {name: len(tensor) for name, tensor in self.network.all_tensors()}
        self.network.select_members(positions)
        for weights in (self.best, self.average):
            if weights is not None:
                weights.select_members(positions, sizes)
        self._start_members()

    def release(self) -> None:
        """Give back the memory of the nets; only the trials are left."""
        del self.network, self.best, self.average, self.captured

    def scored_weights(self) -> AbstractContextManager[None]:
        """Return a context in which the network has the weights that are scored: averaged ones if so configured."""
        return nullcontext() if self.average is None or not self.steps else self.average

    @torch.no_grad()
    def evaluate(self, features: Tensor, labels: Tensor) -> Tensor:
        """Return each member's score on these rows at the present step, float64 of shape (members,)."""
        with self.scored_weights():
            return self.data.score(self.network.outputs(features), labels)

    @torch.no_grad()
    def score_on_test(self) -> None:
        """Record each member's test score at its best epoch, and its predictions where the data asks for them."""
        if not self.trials:
            return
        features, labels = self.data.test
        with self.best:
            outputs = self.network.outputs(features)
        for trial, score in zip(self.trials, self.data.score(outputs, labels).tolist(), strict=True):
            trial.test_score = score
        if self.data.record_predictions:
            for trial, of_member in zip(self.trials, self.data.loss.probabilities(outputs), strict=True):
                trial.test_predictions = of_member.cpu().numpy()


def _in_order(members: Sequence[tuple[Member, Trial]]) -> list[tuple[Member, Trial]]:
    """Return members deepest first, and those of a dropout rate side by side as far as that allows."""
    ordered: list[tuple[Member, Trial]] = []
    falling = sorted(members, key=lambda pair: -pair[0].depth)
    for turn, (_, same_depth) in enumerate(groupby(falling, key=lambda pair: pair[0].depth)):
        sign = -1 if turn % 2 else 1
        ordered += sorted(same_depth, key=lambda pair: sign * pair[0].hyperparameters.get("dropout", 0))
    return ordered
