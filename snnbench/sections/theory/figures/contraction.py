"""Where the map g contracts (Theorem 1)."""

from __future__ import annotations

import numpy as np

from snnbench.plots import one_panel
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import outline
from snnbench.theory.jacobian import jacobian, spectral_norm
from snnbench.theory.proof.theorems import CONTRACTION, LEMMA


def contraction() -> Drawing:
    """Draw the largest singular value of the Jacobian, with the domains of Theorem 1 and its lemma."""
    variances, taus = np.meshgrid(np.linspace(0.5, 2.0, 220), np.linspace(0.7, 1.45, 220))
    norm = spectral_norm(jacobian(0.1, variances, 0.1, taus))
    with one_panel(6.2, 4.2) as (figure, axes):
        image = axes.pcolormesh(variances, taus, norm, cmap="viridis", rasterized=True)
        lines = axes.contour(variances, taus, norm, levels=[0.8, 0.9, 1.0], colors="w", linewidths=[0.8, 0.8, 2])
        axes.clabel(lines, fontsize=8)
        outline(axes, CONTRACTION, "Theorem 1", "-", "w")
        outline(axes, LEMMA, "its lemma", "--", "w", below=True)
        axes.set_xlabel("variance ν of the layer below")
        axes.set_ylabel("τ, sum of squared weights")
        figure.colorbar(image, label="largest singular value at μ = ω = 0.1")
    return Drawing(
        figure,
        "Where g contracts: largest singular value of its Jacobian (Theorem 1)",
        "Heat map over variance and squared sum of weights, at mean and sum of weights 0.1. On the domain of Theorem 1 "
        "the value stays below 0.9, on its lemma's below 1; it passes 1 for larger weights and smaller variances.",
    )
