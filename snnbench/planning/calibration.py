"""How fast this machine trains, by a few seconds of measuring.

On a CPU processor time is measured, as a machine that does other things beside would look slower than it is.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import cache

import torch

from snnbench.nets.hyperparameters import depth_of
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.protocol import Protocol
from snnbench.training.stack import STEPS_BEFORE_CAPTURE, Stack
from snnbench.training.trial import Trial

ROWS = 128
"""Of the mini-batch that is timed."""
FEW_AND_MANY = {"cpu": (1, 8), "cuda": (4, 32)}
"""Nets of the two stacks that are timed."""


@dataclass(frozen=True)
class LayerCost:
    """Seconds of one training step for one hidden layer or block.

    Attributes
    ----------
    fixed : float
        Whatever the number of nets in the stack.
    per_net : float
        For each net, with 128 rows.
    """

    fixed: float
    per_net: float


@cache
def layer_cost(method: str, shape: tuple[tuple[str, object], ...], inputs: int, device: str = "cpu") -> LayerCost:
    """Time the steps of a small and a larger stack of nets of one shape, and return the straight line.

    Parameters
    ----------
    method : str
    shape : tuple of (name, value)
        Hyperparameters that set the width and form of the layers.
    inputs : int
        Features; they are the width of highway layers.
    device : {"cpu", "cuda"}
    """
    depth, few, many = 4, *(FEW_AND_MANY[device])
    depth_name = "blocks" if method == "ResNet" else "hidden_layers"
    setting = {**dict(shape), depth_name: depth, "learning_rate": 0.01}
    seconds = {members: _step_seconds(method, setting, members, inputs, device) for members in (few, many)}
    per_net = max(1e-7, (seconds[many] - seconds[few]) / (many - few))
    return LayerCost(max(1e-6, seconds[few] - per_net * few) / depth, per_net / depth)


def _step_seconds(method: str, setting: dict[str, object], members: int, inputs: int, device: str) -> float:
    assert depth_of(setting) > 0
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(ROWS, inputs, generator=generator), torch.randint(3, (ROWS,), generator=generator)
    x, y = x.to(device), y.to(device)
    data = Data((x, y), (x[:1], y[:1]), (x[:1], y[:1]), SoftmaxCrossEntropy(3), accuracy)
    keep_freed_memory()
    with small_nets(), torch.no_grad():
        stack = Stack(method, [Trial(setting, i, i) for i in range(members)], data, Protocol(batch_size=ROWS), seed=0)
        for _ in range(STEPS_BEFORE_CAPTURE + 1):
            stack.train_epoch()
        times = []
        for _ in range(3):
            started = clock(device)
            stack.train_epoch()
            times.append(clock(device) - started)
    return statistics.median(times)
