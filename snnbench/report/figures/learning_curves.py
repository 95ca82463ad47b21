"""How the chosen networks learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import OURS, PAPER, panel_per_method

POINTS = np.linspace(0, 1, 101)


def learning_curves(chosen: pd.DataFrame) -> Figure:
    """Draw validation score and training loss of the chosen networks over the training, a panel a network.

    Parameters
    ----------
    chosen : DataFrame
        Chosen trials of networks with ``method``, ``validation_curve`` and ``training_loss``. Each curve is
        shown relative to itself: the score minus its last value, the loss over its first value.
    """
    methods = list(dict.fromkeys(chosen["method"]))
    with panel_per_method(methods, width=2.0) as (figure, panels):
        for method, axes in panels.items():
            part = chosen[chosen["method"] == method]
            losses = np.array([_stretched(np.asarray(loss) / loss[0]) for loss in part["training_loss"]])
            scores = np.array([_stretched(np.asarray(curve) - curve[-1]) for curve in part["validation_curve"]])
            for curves, colour, line, label in (
                (scores, OURS, "-", "validation score minus its last value"),
                (losses, PAPER, "--", "training loss over its first value"),
            ):
                low, middle, high = np.nanquantile(curves, [0.25, 0.5, 0.75], axis=0)
                axes.fill_between(POINTS, low, high, color=colour, alpha=0.2, linewidth=0)
                axes.plot(POINTS, middle, line, color=colour, label=label)
            axes.set_ylim(-0.5, 1.05)
            axes.set_xticks([0, 0.5, 1])
        figure.supxlabel("share of the training's epochs (median and quartiles over tasks)")
        handles, labels = next(iter(panels.values())).get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


def _stretched(curve: np.ndarray) -> np.ndarray:
    """Bring a curve of any number of epochs to the same points of the training."""
    return np.interp(POINTS, np.linspace(0, 1, len(curve)), curve)
