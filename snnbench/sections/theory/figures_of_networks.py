"""Pictures of what real networks do: moments by depth, their return, training, and how normal net inputs are."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import STYLE
from snnbench.sections.theory.figures_of_map import LINES, colours
from snnbench.theory.fixed_point import iterate_map

FLOOR, CEILING = 1e-3, 1e3
"""Variances beyond are drawn at the edge."""


def variance_by_depth(moments: pd.DataFrame) -> Figure:
    """Draw the variance of activations across the layers of new networks, a panel a network.

    Parameters
    ----------
    moments : DataFrame
        Of :func:`snnbench.sections.theory.propagation.moments_at_initialisation`.
    """
    standard = moments[(moments["input_mean"] == 0) & (moments["input_variance"] == 1)]
    networks, widths = standard["network"].unique(), sorted(standard["width"].unique())
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, len(networks), figsize=(2.4 * len(networks), 3.2), sharey=True, squeeze=False)
        for axes, network in zip(panels[0], networks, strict=True):
            axes.axhline(1, color="0.7", linewidth=1, zorder=0)
            for i, width in enumerate(widths):
                for rate, part in standard[(standard["network"] == network) & (standard["width"] == width)].groupby(
                    "dropout"
                ):
                    style = "-" if rate == 0 else ":"
                    axes.plot(
                        part["layer"], part["variance"].clip(FLOOR, CEILING), style, color=colours()[i], linewidth=1.2
                    )
            axes.set_yscale("log")
            axes.set_ylim(FLOOR * 0.8, CEILING * 1.25)
            axes.set_title(network, fontsize=9)
            axes.set_xlabel("layer")
        panels[0, 0].set_ylabel("variance of activations")
        handles = [plt.Line2D([], [], color=colours()[i], label=f"{width} units") for i, width in enumerate(widths)]
        rates = [rate for rate in standard["dropout"].unique() if rate]
        handles += [plt.Line2D([], [], color="0.3", linestyle=":", label=f"dropout {rate:g}") for rate in rates]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def return_to_fixed_point(moments: pd.DataFrame) -> Figure:
    """Draw mean and variance of SELU activations above perturbed inputs, real networks beside the map g."""
    selu = moments[(moments["network"] == "SELU") & (moments["dropout"] == 0)]
    width, layers = selu["width"].max(), 30
    selu = selu[(selu["width"] == width) & (selu["layer"] <= layers)]
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
        for i, ((mean, variance), part) in enumerate(selu.groupby(["input_mean", "input_variance"], sort=False)):
            path = np.array(list(iterate_map(mean, variance, layers)))
            for axes, column, of_map in zip(panels, ("mean", "variance"), path.T, strict=True):
                label = f"({mean:g}, {variance:g})" if column == "mean" else None
                axes.plot(part["layer"], part[column], "o", color=colours()[i], markersize=3, label=label)
                axes.plot(of_map, color=colours()[i], linestyle=LINES[i], linewidth=1.2)
        panels[0].set_ylabel("mean of activations")
        panels[1].set_ylabel("variance of activations")
        for axes in panels:
            axes.set_xlabel("layer")
        for style, label in (("o", f"network of {width:,} units"), ("-", "map g")):
            panels[0].plot([], [], style, color="0.3", markersize=3, label=label)
        figure.legend(title="mean and variance of the input", loc="outside upper center", ncols=7)
    return figure


def variance_in_training(moments: pd.DataFrame) -> Figure:
    """Draw the variance across layers after some epochs, a panel a network.

    Parameters
    ----------
    moments : DataFrame
        Of :func:`snnbench.sections.theory.propagation.moments_during_training`.
    """
    networks, epochs = moments["network"].unique(), sorted(moments["epoch"].unique())
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, len(networks), figsize=(2.4 * len(networks), 3.2), sharey=True, squeeze=False)
        for axes, network in zip(panels[0], networks, strict=True):
            axes.axhline(1, color="0.7", linewidth=1, zorder=0)
            for i, epoch in enumerate(epochs):
                part = moments[(moments["network"] == network) & (moments["epoch"] == epoch)]
                axes.plot(
                    part["layer"],
                    part["variance"].clip(FLOOR, CEILING),
                    linestyle=LINES[i],
                    color=colours()[i],
                    linewidth=1.2,
                )
            last = moments[moments["network"] == network].iloc[-1]
            axes.set_title(f"{network}\nloss {last['training_loss']:.2f} after {last['epoch']} epochs", fontsize=8)
            axes.set_yscale("log")
            axes.set_xlabel("layer")
        panels[0, 0].set_ylabel("variance of activations")
        names = [f"{epoch} {'epoch' if epoch == 1 else 'epochs'}" if epoch else "before training" for epoch in epochs]
        handles = [
            plt.Line2D([], [], color=colours()[i], linestyle=LINES[i], label=name) for i, name in enumerate(names)
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def berry_esseen(distances: pd.DataFrame) -> Figure:
    """Draw the distance of net inputs from the normal distribution against width.

    Parameters
    ----------
    distances : DataFrame
        Of :func:`snnbench.sections.theory.berry_esseen.net_input_distances`.
    """
    by_width = distances.groupby("width")
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(5.2, 3.6))
        axes.plot(distances["width"], distances["distance"], "o", markersize=3, alpha=0.4, label="one unit")
        median = by_width["distance"].median()
        axes.plot(median.index, median, "-", color=colours()[0], label="median")
        bound = by_width["bound"].median()
        axes.plot(bound.index, bound, "--", color=colours()[1], label="Berry-Esseen bound")
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        axes.set_xticks(list(median.index), [str(width) for width in median.index])
        axes.set_xlabel("inputs of a unit")
        axes.set_ylabel("Kolmogorov distance from the normal")
        axes.legend()
    return figure


def training_loss(curves: pd.DataFrame, title: str) -> Figure:
    """Draw the training loss of SNNs and batch-normalised networks of several depths (Figure 1).

    Parameters
    ----------
    curves : DataFrame
        Of :func:`snnbench.sections.theory.training_curves.training_curves`.
    title : str
        Says which data they are.
    """
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(5.6, 3.8))
        depths = sorted(curves["hidden_layers"].unique())
        for i, (network, of_network) in enumerate(curves.groupby("network", sort=False)):
            for depth, part in of_network.groupby("hidden_layers"):
                style = LINES[depths.index(depth)]
                label = f"{network}, {depth} layers"
                axes.plot(
                    part["epoch"],
                    part["training_loss"],
                    linestyle=style,
                    color=colours()[i],
                    linewidth=1.3,
                    label=label,
                )
        axes.set_yscale("log")
        axes.set_xlabel("epoch")
        axes.set_ylabel("training loss")
        axes.set_title(title)
        axes.legend(ncols=2, fontsize=7)
    return figure
