"""What an epoch of a stack does, counted: the quantities that its time is a weighted sum of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from snnbench.nets.architectures import ARCHITECTURES, depth_of
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.nets.network import EVALUATION_ROWS
from snnbench.training.protocol import TrainingProtocol

FORWARD = 1 / 3
"""Of a training step: one of its three matrix products, and about as much of the rest."""
ENDS = 2
"""Layers that the output layer with the loss counts as, where calls and not rows are counted."""
ROWS = 128
"""Rows that are counted as one."""
INDEPENDENT = 0.7
"""Members of one depth tend to pass a rung together: as if so small a share of them were drawn independently."""


class Work(NamedTuple):
    """What one epoch of a stack does; expected values where it is not certain who is alive.

    Attributes
    ----------
    epochs : float
        1 while a member is left.
    calls : float
        Of layers, for all members at once, in training steps; evaluating is a third of one.
    net_calls : float
        The same for every member on its own.
    net_rows : float
        The same for every member and 128 rows.
    nets : float
        Members.
    """

    epochs: float
    calls: float
    net_calls: float
    net_rows: float
    nets: float


def epoch_work(
    method: str,
    settings: Sequence[Hyperparameters],
    alive: np.ndarray,
    total: float,
    inputs: int,
    outputs: int,
    rows: int,
    validation_rows: int,
    protocol: TrainingProtocol,
) -> Work:
    """Count an epoch: its training steps and the evaluation on the validation rows.

    Parameters
    ----------
    method : str
    settings : sequence of mapping
        Of the members of the stack.
    alive : ndarray of shape (members,)
        Probability that the member still trains.
    total : float
        Nets of the whole grid that still train.
    inputs, outputs, rows, validation_rows : int
        Of the task.
    protocol : TrainingProtocol
    """
    passes = protocol.steps_per_epoch(rows) + FORWARD * math.ceil(validation_rows / EVALUATION_ROWS)
    batches = (rows + FORWARD * validation_rows) / ROWS
    return _work(method, settings, alive, total, inputs, outputs, passes, batches)


def evaluation_work(method: str, settings: Sequence[Hyperparameters], inputs: int, outputs: int, rows: int) -> Work:
    """Count one evaluation of all members; parameters as above."""
    passes, batches = FORWARD * math.ceil(rows / EVALUATION_ROWS), FORWARD * rows / ROWS
    return _work(method, settings, np.ones(len(settings)), len(settings), inputs, outputs, passes, batches)


def layers_alive(depths: Sequence[int], alive: np.ndarray, total: float) -> tuple[float, float]:
    """Return the probability that a stack has a member left, and the expected number of its layers that have one.

    Nets are chosen from a whole grid, so that if none is of one part of it, the more are of the rest.

    Parameters
    ----------
    depths : sequence of int
        Of the members, in any order.
    alive : ndarray of shape (members,)
        Probability that the member still trains.
    total : float
        Nets of the whole grid that still train; at least the sum of ``alive``.
    """
    order = np.argsort(-np.asarray(depths), kind="stable")
    falling, chances = np.asarray(depths)[order], alive[order]
    others = np.maximum(total - (np.cumsum(chances) - chances), 1e-12)
    # That none of the deepest 1, 2, ... members is left; each is likelier if none of those before is.
    none = np.cumprod(1 - np.minimum(1, chances * total / others)) ** INDEPENDENT
    reaching = np.searchsorted(-falling, -np.arange(falling[0]), side="left")
    return float(1 - none[-1]), float((1 - none[reaching - 1]).sum())


def _work(
    method: str,
    settings: Sequence[Hyperparameters],
    alive: np.ndarray,
    total: float,
    inputs: int,
    outputs: int,
    passes: float,
    batches: float,
) -> Work:
    depths = np.array([depth_of(setting) for setting in settings])
    any_left, layers_left = layers_alive(depths, alive, total)
    units = ARCHITECTURES[method].units_of(settings[0], inputs)
    matrices = 2 if method in ("Highway", "ResNet") else 1
    # The first product grows with the features, and is two of three; the last one with the outputs.
    ends = (2 / 3 * max(0.0, inputs / units - 1) + outputs / units) / matrices
    layers = float(alive @ depths) + ends * float(alive.sum())
    return Work(
        any_left,
        passes * (layers_left + ENDS * any_left),
        passes * float(alive @ depths),
        batches * layers,
        float(alive.sum()),
    )
