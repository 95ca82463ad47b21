"""Figure 1 of the paper: training loss of SNNs and batch-normalised networks on MNIST."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.markdown import markdown

TABLE = Path("figure-1") / "mnist.csv"
GUESSING = math.log(10)
"""Cross entropy of equal probabilities for ten classes."""


def headline(reference: Path) -> Iterator[str]:
    """Yield whether SNNs of every depth end below batch-normalised networks of any."""
    if not (reference / TABLE).is_file():
        return
    losses = _last_losses(pd.read_csv(reference / TABLE))
    snn, other = losses.loc["SNN"], losses.loc["BatchNorm"]
    reproduced = "reproduced" if snn.max() < other.min() else "not reproduced"
    yield (
        f"**The order of Figure 1 is {reproduced} on MNIST.** After the last epoch SNNs of {snn.index.min()} to "
        f"{snn.index.max()} layers have a training loss of {snn.min():.2f} to {snn.max():.2f}, batch-normalised "
        f"networks {other.min():.2f} to {other.max():.2f}, where guessing has {GUESSING:.2f}. One learning rate, the "
        "paper's, and one seed."
    )


def figure_1(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where the figure has not been trained."""
    if not (reference / TABLE).is_file():
        return
    curves = pd.read_csv(reference / TABLE)
    setting = curves.iloc[0]
    yield "## Figure 1"
    yield "![Training loss of SNNs and batch-normalised networks of three depths on MNIST](figure_1_mnist.png)"
    yield (
        f"Training loss on MNIST after {setting['epochs']} epochs at learning rate {setting['learning_rate']:g}, the "
        f"paper's; one seed, {setting['width']} units a layer, as the paper names neither the width nor the epochs. "
        "CIFAR-10 has not been trained."
    )
    table = _last_losses(curves).map("{:.2f}".format)
    yield markdown(table.rename(columns="{} layers".format).rename_axis(index="network", columns=None).reset_index())


def _last_losses(curves: pd.DataFrame) -> pd.DataFrame:
    """Return the loss after the last epoch, shape (networks, depths)."""
    last = curves[curves["epoch"] == curves["epochs"]]
    return last.pivot(index="network", columns="hidden_layers", values="training_loss").loc[["SNN", "BatchNorm"]]
