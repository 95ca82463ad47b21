"""What each method costs."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import OURS, one_panel


def time_per_method(seconds: pd.Series) -> Figure:
    """Draw the processor time of each method over all tasks and settings, on a logarithmic scale.

    Parameters
    ----------
    seconds : Series
        By method; those without any time are left out.
    """
    minutes = (seconds[seconds > 0] / 60).sort_values(ascending=False, kind="stable")
    with one_panel(6.2, 0.23 * len(minutes) + 0.9) as (figure, axes):
        axes.plot(minutes, minutes.index, "o", color=OURS)
        axes.hlines(minutes.index, minutes.min() / 2, minutes, color=OURS, linewidth=1)
        for method, value in minutes.items():
            axes.annotate(
                f"{value:.1f}" if value >= 0.1 else f"{value:.2g}",
                (value, method),
                (7, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
            )
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.margins(y=0.03)
        axes.set_xlim(minutes.min() / 2, minutes.max() * 2.5)
        axes.invert_yaxis()
        axes.set_xlabel("processor time of all tasks and settings, minutes (logarithmic)")
    return figure
