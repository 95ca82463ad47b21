"""How fast this machine trains, by some seconds of measuring.

Stacks as the plan makes them train for a few epochs, whole and as halving leaves them behind, on few and on more rows.
What they take is a weighted sum of what they do (:class:`~snnbench.planning.work.Work`); the weights, none of which
is negative, are fitted. On a CPU processor time is measured, as a machine that does other things beside would look
slower than it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import nnls

from snnbench.nets.hyperparameters import Hyperparameters, depth_of, units_of
from snnbench.nets.shapes import step_operations, weight_shapes
from snnbench.planning.work import ROWS, Work, epoch_work
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.protocol import Protocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

INPUTS, OUTPUTS, VALIDATION_ROWS = 20, 3, 20
LARGEST_STEP = 1.5e9
"""Floating-point operations of the largest step that is timed, but for a single net of few layers."""
WARM_EPOCHS = {"cpu": 1, "cuda": 4}
"""Before the clock starts; on a GPU they set up its libraries."""
EPOCHS = {"cpu": 2, "cuda": 10}
"""That are timed at least, and until :data:`SECONDS` are over."""
SECONDS = 0.05


class UnitCosts(NamedTuple):
    """Seconds of the parts of an epoch, and of setting up a stack.

    Attributes
    ----------
    work : tuple of float
        A unit of every field of :class:`~snnbench.planning.work.Work`.
    build : float
        A layer of a member, once.
    """

    work: tuple[float, ...]
    build: float

    def seconds(self, work: Work) -> float:
        """Return the seconds of so much work."""
        return float(np.dot(self.work, work))


Settings = tuple[tuple[tuple[str, object], ...], ...]
"""Of the members of a stack, as (name, value) pairs."""


@cache
def unit_costs(method: str, stack: Settings, inputs: int = INPUTS, device: str = "cpu") -> UnitCosts:
    """Time stacks like one of the plan and fit what their parts take.

    Parameters
    ----------
    method : str
    stack : tuple of tuple of (name, value)
        Settings of the members of a stack that is planned.
    inputs : int
        Features; they are the width of highway layers.
    device : {"cpu", "cuda"}
    """
    settings = _not_too_large(method, [dict(setting) for setting in stack], inputs)
    by_depth = sorted(settings, key=depth_of)
    samples = [
        (settings, ROWS),
        (settings, 3 * ROWS),
        (settings, ROWS // 4),
        (by_depth[:: max(1, len(by_depth) // 4)], 2 * ROWS),
        (by_depth[-1:], ROWS // 4),
        (by_depth[:1], 2 * ROWS),
    ]
    counted, took, building = [], [], []
    keep_freed_memory()
    with small_nets(), torch.no_grad():
        for members, rows in samples:
            build, epoch = _time(method, members, inputs, rows, device)
            work = epoch_work(
                method, members, np.ones(len(members)), inputs, OUTPUTS, rows, VALIDATION_ROWS, Protocol()
            )
            counted.append(work)
            took.append(epoch)
            building.append(build / sum(map(depth_of, members)))
    # Relative errors count, or the largest stack would decide alone.
    weights, _ = nnls(np.array(counted) / np.array(took)[:, None], np.ones(len(took)))
    return UnitCosts(tuple(weights), min(building))


def _not_too_large(
    method: str, settings: Sequence[Hyperparameters], inputs: int
) -> list[Hyperparameters]:
    """Return every so manieth member, deep and shallow ones, or the shallowest if that is still too much."""
    by_depth = sorted(settings, key=depth_of)
    for stride in range(1, len(by_depth)):
        members = by_depth[::stride]
        if sum(_operations(method, member, inputs) for member in members) <= LARGEST_STEP:
            return members
    return by_depth[:1]


def _operations(method: str, setting: Hyperparameters, inputs: int) -> int:
    return step_operations(method, weight_shapes(method, setting, inputs, OUTPUTS), ROWS)


def _time(
    method: str, settings: Sequence[Hyperparameters], inputs: int, rows: int, device: str
) -> tuple[float, float]:
    """Return the seconds that a stack takes to be built, and for an epoch once it is warm."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows + VALIDATION_ROWS, inputs, generator=generator)
    y = (x[:, 0] > 0).long() + (x[:, -1] > 0).long()
    x, y = x.to(device), y.to(device)
    validation = x[rows:], y[rows:]
    data = Data((x[:rows], y[:rows]), validation, validation, SoftmaxCrossEntropy(OUTPUTS), accuracy)
    # A low rate: nets that diverge would leave the stack.
    trials = [Trial({**setting, "learning_rate": 0.001}, i, i) for i, setting in enumerate(settings)]
    started = clock(device)
    stack = Stack(method, trials, data, Protocol(smoothing=1), seed=0)
    built = clock(device)
    stack.train(WARM_EPOCHS[device])
    first = stack.epoch
    warm = clock(device)
    while clock(device) - warm < SECONDS or stack.epoch == first:
        stack.train(stack.epoch + EPOCHS[device])
    return built - started, (clock(device) - warm) / (stack.epoch - first)


def interpolated(costs: dict[int, UnitCosts], width: int) -> UnitCosts:
    """Return the unit costs of layers of a width between those that were timed.

    Parameters
    ----------
    costs : dict of int to UnitCosts
        By width.
    width : int
    """
    widths = sorted(costs)

    def at_width(values: list[float]) -> float:
        return float(np.interp(math.log(width), np.log(widths), values))

    parts = zip(*(costs[w].work for w in widths), strict=True)
    return UnitCosts(tuple(at_width(list(part)) for part in parts), at_width([costs[w].build for w in widths]))
