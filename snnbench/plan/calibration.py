"""How fast this machine trains, by some seconds of measuring.

Stacks like those of the plan train for a few epochs: of nets of many depths and of single ones, on few and more rows.
What they take is a weighted sum of what they do (:class:`~snnbench.plan.work.Work`); the weights, none of which
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

from snnbench.nets.architectures import ARCHITECTURES, depth_of
from snnbench.nets.hyperparameters import Hyperparameters
from snnbench.plan.work import ROWS, Work, epoch_work
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

INPUTS, OUTPUTS, VALIDATION_ROWS = 20, 3, 20
LARGEST_EPOCH = 1e9
"""Floating-point operations of the largest epoch that is timed, but for a single net of few layers."""
DEPTHS = {"hidden_layers": (2, 4, 8, 16), "blocks": (2, 4, 8)}
MEMBERS = 4
"""Of a depth, in the largest stack that is timed."""
WARM_EPOCHS = {"cpu": 1, "cuda": 4}
"""Before the clock starts; on a GPU they set up its libraries."""
EPOCHS = {"cpu": 2, "cuda": 10}
"""That are timed at least, and until :data:`SECONDS` are over."""
SECONDS = 0.04


Shape = tuple[tuple[str, object], ...]
"""Names and values of hyperparameters."""


class Form(NamedTuple):
    """What nets have in common whose layers take the same time.

    Attributes
    ----------
    shape : Shape
        Hyperparameters that set the width and form of the layers, but for their number.
    dropouts : tuple of float
        Rates in the grid.
    l2 : bool
        Whether weights decay.
    """

    shape: Shape
    dropouts: tuple[float, ...]
    l2: bool


class UnitCosts(NamedTuple):
    """Seconds of the parts of an epoch, and of setting up a stack.

    Attributes
    ----------
    work : tuple of float
        A unit of every field of :class:`~snnbench.plan.work.Work`.
    build : float
        A layer of a member, once.
    """

    work: tuple[float, ...]
    build: float

    def seconds(self, work: Work) -> float:
        """Return the seconds of so much work."""
        return float(np.dot(self.work, work))


@cache
def unit_costs(method: str, form: Form, inputs: int = INPUTS, device: str = "cpu") -> UnitCosts:
    """Time stacks of nets of one form and fit what their parts take.

    Parameters
    ----------
    method : str
    form : Form
    inputs : int
        Features; they are the width of highway layers.
    device : {"cpu", "cuda"}
    """
    counted, took, building = [], [], []
    keep_freed_memory()
    with small_nets(), torch.no_grad():
        for members, rows in _samples(method, form, inputs):
            build, epoch = _time(method, members, inputs, rows, device)
            alive = np.ones(len(members))
            work = epoch_work(
                method, members, alive, len(members), inputs, OUTPUTS, rows, VALIDATION_ROWS, TrainingProtocol()
            )
            counted.append(work)
            took.append(epoch)
            building.append(build / sum(map(depth_of, members)))
    # Relative errors count, or the largest stack would decide alone.
    weights, _ = nnls(np.array(counted) / np.array(took)[:, None], np.ones(len(took)))
    return UnitCosts(tuple(weights), min(building))


def _samples(method: str, form: Form, inputs: int) -> list[tuple[list[Hyperparameters], int]]:
    """Return the members and rows of the stacks that are timed: large and small ones, on few and on more rows."""
    shape, dropouts, name = dict(form.shape), form.dropouts, "blocks" if method == "ResNet" else "hidden_layers"
    # Stacks of conic nets are of one depth each.
    depths = (8,) * 2 if shape.get("layer_form") == "conic" else DEPTHS[name]
    members: list[Hyperparameters] = [
        {**shape, name: depth, "dropout": dropouts[(place + i) % len(dropouts)], **({"l2": 1e-4} if form.l2 else {})}
        for place, depth in enumerate(depths)
        for i in range(MEMBERS)
    ]
    samples = [
        (members, ROWS),
        (members, ROWS // 4),
        (members[::MEMBERS], 3 * ROWS),
        (members[-1:], ROWS // 4),
        (members[-1:], 2 * ROWS),
    ]
    small = [sample for sample in samples if _operations(method, *sample, inputs) <= LARGEST_EPOCH]
    return [*small, (members[:1], ROWS), (members[:1], ROWS // 4)]


def _operations(method: str, settings: Sequence[Hyperparameters], rows: int, inputs: int) -> int:
    return sum(ARCHITECTURES[method].step_operations(s, inputs, OUTPUTS, rows) for s in settings)


def _time(method: str, settings: Sequence[Hyperparameters], inputs: int, rows: int, device: str) -> tuple[float, float]:
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
    stack = Stack(method, trials, data, TrainingProtocol(smoothing=1), seed=0)
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
