"""Variance of activations across layers during training."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd

from snnbench.plots import titled_panels
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import CEILING, FLOOR, LINES, colours, variance_axis


def moments_in_training(moments: pd.DataFrame) -> Drawing:
    """Draw the variance across layers after some epochs, a panel per network.

    Parameters
    ----------
    moments : DataFrame
        Of :func:`snnbench.sections.theory.propagation.moments_during_training`.
    """
    epochs = sorted(moments["epoch"].unique())
    with titled_panels(list(moments["network"].unique()), 3.3, 2.1, columns=2) as (figure, panels):
        looks = list(zip(epochs, LINES, colours(), strict=False))
        for network, axes in panels.items():
            variance_axis(axes)
            of_network = moments[moments["network"] == network]
            for epoch, line, colour in looks:
                part = of_network[of_network["epoch"] == epoch]
                variance = part["variance"].clip(FLOOR, CEILING)
                axes.plot(part["layer"], variance, linestyle=line, color=colour, linewidth=1.2)
            last = of_network.iloc[-1]
            axes.set_title(f"{network}\nloss {last['training_loss']:.2f} after {last['epoch']} epochs", fontsize=8)
        figure.supxlabel("layer")
        figure.supylabel("variance of activations")
        names = [f"{epoch} {'epoch' if epoch == 1 else 'epochs'}" if epoch else "before training" for epoch in epochs]
        handles = [
            plt.Line2D([], [], color=colour, linestyle=line, label=name)
            for (_, line, colour), name in zip(looks, names, strict=True)
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return Drawing(
        figure,
        f"Variance of activations across {moments['layer'].max()} layers during training, on the digits",
        f"Lines before training and after {', '.join(map(str, epochs[1:]))} epochs. SELU networks stay near 1 and "
        "their loss falls fastest; with the wrong initialisation the variance is in the tens.",
    )
