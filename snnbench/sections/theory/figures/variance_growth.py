"""Where the variance grows and where it falls (Theorems 2 and 3)."""

from __future__ import annotations

import numpy as np

from snnbench.plots import one_panel
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import outline
from snnbench.theory.mapping import moment_map
from snnbench.theory.proof.theorems import LARGE_VARIANCE, SMALL_VARIANCE


def variance_growth() -> Drawing:
    """Draw the factor on the variance, with the domains of Theorems 2 and 3."""
    variances, taus = np.meshgrid(np.logspace(np.log10(0.01), np.log10(20), 240), np.linspace(0.7, 1.35, 160))
    ratio = np.log2(moment_map(0.1, variances, 0.1, taus).variance / variances)
    with one_panel(6.8, 3.4) as (figure, axes):
        image = axes.pcolormesh(variances, taus, ratio, cmap="PuOr", vmin=-0.8, vmax=0.8, rasterized=True)
        axes.contour(variances, taus, ratio, levels=[0], colors="k", linewidths=1.5)
        outline(axes, LARGE_VARIANCE, "Theorem 2: falls", "-", "k")
        outline(axes, SMALL_VARIANCE[0], "Theorem 3: grows", "--", "w")
        outline(axes, SMALL_VARIANCE[1], "", ":", "w")
        axes.plot(1, 1, "o", color="k")
        axes.set_xscale("log")
        axes.set_xlabel("variance ν of the layer below")
        axes.set_ylabel("τ, sum of squared weights")
        figure.colorbar(image, label="log₂(ν~ / ν)", extend="both")
    return Drawing(
        figure,
        "Where the variance grows and where it falls (Theorems 2 and 3), at μ = ω = 0.1",
        "Logarithm of the factor on the variance over variance and squared sum of weights. The domains of Theorem 3 "
        "lie where it grows, that of Theorem 2 where it falls; the line of no change runs between them, by (1, 1).",
    )
