"""All scores at a glance."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import one_panel


def score_heat_map(scores: pd.DataFrame) -> Figure:
    """Draw the difference to each task's best method, tasks by methods; grey where there is no result."""
    size = (0.3 * scores.shape[1] + 3.6, max(3.0, 0.125 * len(scores) + 1.8))
    with one_panel(*size) as (figure, axes):
        gap = scores.sub(scores.max(axis=1), axis=0)
        colours = plt.get_cmap("viridis").with_extremes(bad="0.85")
        image = axes.imshow(np.ma.masked_invalid(gap.to_numpy(float)), aspect="auto", cmap=colours, vmin=-0.2, vmax=0)
        axes.set_xticks(range(scores.shape[1]), scores.columns, rotation=90)
        axes.set_yticks(range(len(scores)), scores.index, fontsize=6 if len(scores) > 20 else 8)
        axes.tick_params(length=0)
        if len(scores) > 40:
            axes.tick_params(axis="x", labeltop=True)
        bar = figure.colorbar(
            image, location="top", extend="min", shrink=0.6, aspect=30, fraction=0.4 / size[1], pad=0.01
        )
        bar.set_label("score minus the task's best (grey: no result)")
    return figure
