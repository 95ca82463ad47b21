"""Figure 2 of the paper: the map g around its fixed point."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from snnbench.plots import STYLE
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import colours
from snnbench.theory.fixed_point import fixed_point
from snnbench.theory.mapping import moment_map


def mapping_arrows() -> Drawing:
    """Draw g as arrows, with both nullclines, for two kinds of weights."""
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.4), sharex=True, sharey=True)
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
            axes.set_xticks([-0.1, -0.05, 0, 0.05, 0.1])
            axes.set_xlabel("mean μ")
        panels[0].set_ylabel("variance ν")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return Drawing(
        figure,
        "Figure 2. The map g of mean and variance from one layer to the next",
        "Arrows, a quarter as long as a step, lead from every mean and variance to the fixed point, where the line on "
        "which the mean stays crosses the line on which the variance stays: (0, 1) for weights with sum 0 and squared "
        "sum 1, and a point nearby for other weights.",
    )
