"""Pictures of the map g: Figure 2 of the paper, where variance grows and falls, and where g contracts."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from snnbench.plots import STYLE
from snnbench.theory.fixed_point import fixed_point
from snnbench.theory.jacobian import jacobian, spectral_norm
from snnbench.theory.mapping import moment_map
from snnbench.theory.proof.domain import Domain
from snnbench.theory.proof.theorems import CONTRACTION, LARGE_VARIANCE, LEMMA, SMALL_VARIANCE
from snnbench.theory.quadrature import ACTIVATIONS, activation_moments


def colours() -> list[str]:
    """Return the style's colours; names such as C1 are looked up when a figure is saved, after the style has gone."""
    return plt.rcParams["axes.prop_cycle"].by_key()["color"]


LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
"""Line styles, so that nothing hangs on colour alone."""


def mapping_arrows() -> Figure:
    """Draw g around the fixed point as arrows, with both nullclines (Figure 2), for two kinds of weights."""
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.6), sharex=True, sharey=True)
        for axes, (omega, tau) in zip(panels, ((0.0, 1.0), (0.1, 1.1)), strict=True):
            mean, variance = np.meshgrid(np.linspace(-0.1, 0.1, 13), np.linspace(0.8, 1.5, 13))
            after = moment_map(mean, variance, omega, tau)
            axes.quiver(
                mean,
                variance,
                after.mean - mean,
                after.variance - variance,
                angles="xy",
                scale_units="xy",
                scale=4,
                width=0.003,
                color="0.45",
            )
            fine = np.meshgrid(np.linspace(-0.1, 0.1, 200), np.linspace(0.8, 1.5, 200))
            after = moment_map(*fine, omega, tau)
            for change, colour, style, label in (
                (after.mean - fine[0], colours()[0], "-", "mean stays"),
                (after.variance - fine[1], colours()[1], "--", "variance stays"),
            ):
                axes.contour(*fine, change, levels=[0], colors=colour, linestyles=style)
                axes.plot([], [], color=colour, linestyle=style, label=label)
            point = fixed_point(omega, tau)
            axes.plot(point.mean, point.variance, "o", color="k", label="fixed point", zorder=3)
            axes.set_title(f"ω = {omega:g}, τ = {tau:g}: fixed point ({point.mean:.3f}, {point.variance:.3f})")
            axes.set_xlabel("mean μ")
        panels[0].set_ylabel("variance ν")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure


def variance_maps() -> Figure:
    """Draw the factor by which a layer changes the variance, for several activations."""
    variances = np.logspace(-2, 2, 81)
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(6.2, 3.8))
        axes.axhline(1, color="0.7", linewidth=1, zorder=0)
        for (name, activation), style in zip(ACTIVATIONS.items(), LINES, strict=True):
            factor = [activation_moments(activation, 0.0, y)[1] / y for y in variances]
            axes.plot(variances, factor, linestyle=style, linewidth=2.4 if name == "SELU" else 1.2, label=name)
        axes.plot(1, 1, "o", color="k")
        axes.annotate(
            "SELU's fixed point", (1, 1), (1.6, 1.12), arrowprops={"arrowstyle": "-", "color": "0.4"}, fontsize=8
        )
        axes.set_xscale("log")
        axes.set_ylim(0, 1.5)
        axes.set_xlabel("variance ν of the layer below (μ = 0 or ω = 0, τ = 1)")
        axes.set_ylabel("variance ν~ of the layer / ν")
        axes.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.2))
    return figure


def variance_growth() -> Figure:
    """Draw where variance grows and falls, with the domains of Theorems 2 and 3."""
    variances, taus = np.meshgrid(np.logspace(np.log10(0.01), np.log10(20), 240), np.linspace(0.7, 1.35, 160))
    ratio = np.log2(moment_map(0.1, variances, 0.1, taus).variance / variances)
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(6.8, 3.4))
        image = axes.pcolormesh(variances, taus, ratio, cmap="PuOr", vmin=-0.8, vmax=0.8, rasterized=True)
        axes.contour(variances, taus, ratio, levels=[0], colors="k", linewidths=1.5)
        _outline(axes, LARGE_VARIANCE, "Theorem 2: falls", "-", "k")
        _outline(axes, SMALL_VARIANCE[0], "Theorem 3: grows", "--", "w")
        _outline(axes, SMALL_VARIANCE[1], "", ":", "w")
        axes.plot(1, 1, "o", color="k")
        axes.set_xscale("log")
        axes.set_xlabel("variance ν of the layer below")
        axes.set_ylabel("τ, sum of squared weights")
        figure.colorbar(image, label="log₂(ν~ / ν)", extend="both")
    return figure


def contraction() -> Figure:
    """Draw the largest singular value of the Jacobian, with the domains of Theorem 1 and its lemma."""
    variances, taus = np.meshgrid(np.linspace(0.5, 2.0, 220), np.linspace(0.7, 1.45, 220))
    norm = spectral_norm(jacobian(0.1, variances, 0.1, taus))
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(6.2, 4.2))
        image = axes.pcolormesh(variances, taus, norm, cmap="viridis", rasterized=True)
        lines = axes.contour(variances, taus, norm, levels=[0.8, 0.9, 1.0], colors="w", linewidths=[0.8, 0.8, 2])
        axes.clabel(lines, fontsize=8)
        _outline(axes, CONTRACTION, "Theorem 1", "-", "w")
        _outline(axes, LEMMA, "its lemma", "--", "w", below=True)
        axes.set_xlabel("variance ν of the layer below")
        axes.set_ylabel("τ, sum of squared weights")
        figure.colorbar(image, label="largest singular value at μ = ω = 0.1")
    return figure


def _outline(axes: Axes, domain: Domain, name: str, style: str, colour: str, below: bool = False) -> None:
    (left, right), (low, high) = ((float(a), float(b)) for a, b in (domain.nu, domain.tau))
    axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, edgecolor=colour, linestyle=style))
    if name:
        at, offset = (low, -10) if below else (high, 3)
        axes.annotate(name, (left, at), (2, offset), textcoords="offset points", color=colour, fontsize=8)
