"""What a layer does to the variance, by activation."""

from __future__ import annotations

import numpy as np

from snnbench.plots import one_panel
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import LINES
from snnbench.theory.quadrature import ACTIVATIONS, activation_moments


def variance_maps() -> Drawing:
    """Draw the factor by which a layer changes the variance, for several activations."""
    variances = np.logspace(-2, 2, 81)
    with one_panel(6.2, 3.8) as (figure, axes):
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
    return Drawing(
        figure,
        "What a layer does to the variance, by activation",
        "Variance of a layer over that of the layer below, against the latter. SELU's falls through 1 at variance 1: "
        "smaller variances grow, larger ones shrink. ReLU, ELU, tanh, GELU, SiLU and Mish stay below 1, so with these "
        "weights the variance vanishes; for ReLU the factor is the same at every variance, so no weights attract.",
    )
