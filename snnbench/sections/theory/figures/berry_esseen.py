"""How normal net inputs are, against width."""

from __future__ import annotations

import pandas as pd

from snnbench.plots import one_panel
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import colours


def berry_esseen(distances: pd.DataFrame) -> Drawing:
    """Draw the distance of net inputs from the normal distribution against width.

    Parameters
    ----------
    distances : DataFrame
        Of :func:`snnbench.sections.theory.berry_esseen.net_input_distances`.
    """
    by_width = distances.groupby("width")
    median, bound = by_width["distance"].median(), by_width["bound"].median()
    with one_panel(5.2, 3.6) as (figure, axes):
        axes.plot(distances["width"], distances["distance"], "o", markersize=3, alpha=0.4, label="one unit")
        axes.plot(median.index, median, "-", color=colours()[0], label="median")
        axes.plot(bound.index, bound, "--", color=colours()[1], label="Berry-Esseen bound")
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks(list(median.index), [str(width) for width in median.index])
        axes.set_xlabel("inputs of a unit")
        axes.set_ylabel("Kolmogorov distance from the normal")
        axes.legend()
    return Drawing(
        figure,
        "How normal net inputs are, against width",
        "Kolmogorov distance between the distribution of net inputs and the normal one: median "
        f"{median.iloc[0]:.1g} at {median.index[0]} inputs and {median.iloc[-1]:.1g} at {median.index[-1]:,}, far "
        "below the Berry-Esseen bound.",
    )
