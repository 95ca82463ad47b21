"""Variance of activations through the layers of new networks."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd

from snnbench.plots import titled_panels
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import CEILING, FLOOR, colours, variance_axis


def variance_by_depth(moments: pd.DataFrame) -> Drawing:
    """Draw the variance of activations across the layers, a panel per network.

    Parameters
    ----------
    moments : DataFrame
        Of :func:`snnbench.sections.theory.propagation.moments_at_initialisation`.
    """
    standard = moments[(moments["input_mean"] == 0) & (moments["input_variance"] == 1)]
    widths = sorted(standard["width"].unique())
    with titled_panels(list(standard["network"].unique()), 3.3, 2.0, columns=2) as (figure, panels):
        for network, axes in panels.items():
            variance_axis(axes)
            for colour, width in zip(colours(), widths, strict=False):
                of_width = standard[(standard["network"] == network) & (standard["width"] == width)]
                for rate, part in of_width.groupby("dropout"):
                    variance = part["variance"].clip(FLOOR, CEILING)
                    axes.plot(part["layer"], variance, "-" if rate == 0 else ":", color=colour, linewidth=1.2)
        figure.supxlabel("layer")
        figure.supylabel("variance of activations")
        handles = [
            plt.Line2D([], [], color=c, label=f"{width} units") for c, width in zip(colours(), widths, strict=False)
        ]
        rates = [rate for rate in standard["dropout"].unique() if rate]
        handles += [plt.Line2D([], [], color="0.3", linestyle=":", label=f"dropout {rate:g}") for rate in rates]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return Drawing(
        figure,
        f"Variance of activations through {standard['layer'].max()} layers of new networks",
        "SELU networks keep a variance near 1 at every width, the closer the wider, with and without alpha dropout. "
        "With variance 2/n of the weights it explodes unless alpha dropout bounds it. ReLU networks drift by powers of "
        "ten. Batch normalisation holds the variance by force. Variances beyond 0.001 and 1000 lie at the edge.",
    )
