"""Figure 1 of the paper: training loss of SNNs and batch-normalised networks."""

from __future__ import annotations

import pandas as pd

from snnbench.plots import one_panel
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import LINES, colours


def training_loss(name: str, curves: pd.DataFrame) -> Drawing:
    """Draw the training loss of networks of several depths.

    Parameters
    ----------
    name : str
        Of the data set.
    curves : DataFrame
        Of :func:`snnbench.sections.theory.training_curves.training_curves`, with a column ``note``.
    """
    setting, note = curves.iloc[0], str(curves["note"].iloc[0])
    depths = sorted(curves["hidden_layers"].unique())
    with one_panel(5.6, 3.8) as (figure, axes):
        for colour, (network, of_network) in zip(colours(), curves.groupby("network", sort=False), strict=False):
            for depth, part in of_network.groupby("hidden_layers"):
                axes.plot(
                    part["epoch"],
                    part["training_loss"],
                    linestyle=LINES[depths.index(depth)],
                    color=colour,
                    linewidth=1.3,
                    label=f"{network}, {depth} layers",
                )
        axes.set_yscale("log")
        axes.set_xlabel("epoch")
        axes.set_ylabel("training loss")
        axes.set_title(f"{name}, {setting['width']} units, learning rate {setting['learning_rate']:g}")
        figure.legend(loc="outside lower center", ncols=2)
    last = curves.groupby(["network", "hidden_layers"], sort=False).last()
    ends = ", ".join(
        f"{network} of {depth} layers {row['training_loss']:.2g}" for (network, depth), row in last.iterrows()
    )
    return Drawing(
        figure,
        f"Figure 1. Training loss on {name}{f' ({note})' if note else ''}",
        f"Training loss by epoch; after the last epoch: {ends}.",
    )
