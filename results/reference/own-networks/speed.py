"""Speeds of stacks with a configured activation relative to SNN's, timed in turn by processor time.

    python results/reference/own-networks/speed.py

Eight layers, mini-batches of 128 rows, one core; the median over the rounds. Writes speed.csv next to itself.
"""

import statistics
from pathlib import Path

import pandas as pd
import torch

from snnbench.bench.measure import MEMBERS
from snnbench.bench.sides import CLASSES, FEATURES, setting_of
from snnbench.methods.networks import replace_registered
from snnbench.nets.own.records import ActivationNetwork
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import clock, keep_freed_memory, small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

ACTIVATIONS = {
    **{name: f"torch.nn.{name}" for name in ("ReLU", "SELU", "SiLU", "GELU", "Mish", "Softplus")},
    "tanh": "torch.tanh",
    "sine": "torch.sin",  # which no kernel computes
}
ROWS, DEPTH, ROUNDS = 1024, 8, 5


def stack_of(method: str, width: int, dropout: float) -> Stack:
    """Return a stack of as many networks as the benchmark's at this width."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(ROWS, FEATURES, generator=generator)
    y = torch.randint(CLASSES, (ROWS,), generator=generator)
    data = Data((x, y), (x[:1], y[:1]), (x[:1], y[:1]), SoftmaxCrossEntropy(CLASSES), accuracy)
    setting = setting_of(method, width, DEPTH, dropout)
    return Stack(method, [Trial(setting, i, i) for i in range(MEMBERS[width])], data, TrainingProtocol(), seed=0)


def main() -> None:
    """Measure and write the table."""
    keep_freed_memory()
    for name, path in ACTIVATIONS.items():
        dropout = "alpha" if name == "SELU" else "plain"
        replace_registered(ActivationNetwork(name=name, activation=path, dropout_kind=dropout))
    rows = []
    for width in MEMBERS:
        for dropout in (0.05, 0.0):
            with small_nets(), torch.no_grad():
                stacks = {name: stack_of(name, width, dropout) for name in ("SNN", *ACTIVATIONS)}
                speeds: dict[str, list[float]] = {name: [] for name in stacks}
                for turn in range(ROUNDS + 1):
                    for name, stack in stacks.items():
                        started = clock("cpu")
                        stack.train_epoch()
                        if turn:  # the first one warms up
                            speeds[name].append(MEMBERS[width] * ROWS / (clock("cpu") - started))
            for name, measured in speeds.items():
                share = statistics.median(ours / snn for ours, snn in zip(measured, speeds["SNN"], strict=True))
                rows.append((name, width, dropout, round(statistics.median(measured)), round(share, 3)))
            print(pd.DataFrame(rows[-len(stacks) :]).to_string(index=False, header=False), flush=True)
    columns = ["network", "width", "dropout", "samples_per_second", "of_snn"]
    pd.DataFrame(rows, columns=columns).to_csv(Path(__file__).with_name("speed.csv"), index=False)


if __name__ == "__main__":
    main()
