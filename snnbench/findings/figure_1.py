"""Figure 1 of the paper: training loss of SNNs and batch-normalised networks on MNIST."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.markdown import markdown

TABLE = Path("figure-1") / "mnist.csv"


def headline(reference: Path) -> Iterator[str]:
    """Yield whether SNNs of every depth end below batch-normalised networks of any."""
    if not (reference / TABLE).is_file():
        return
    losses = _last_losses(pd.read_csv(reference / TABLE))
    snn, other = losses.loc["SNN"], losses.loc["BatchNorm"]
    title = "Figure 1 comes out on MNIST" if snn.max() < other.min() else "Figure 1 does not come out on MNIST"
    yield (
        f"**{title}.** After the last epoch SNNs of {snn.index.min()} to {snn.index.max()} layers have a training loss "
        f"of {snn.min():.2f} to {snn.max():.2f}, batch-normalised networks {other.min():.2f} to {other.max():.2f}."
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
