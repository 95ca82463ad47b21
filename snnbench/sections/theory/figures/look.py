"""What the figures of the theory share."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from snnbench.theory.proof.domain import Domain

LINES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
"""Line styles, so that nothing depends on colour alone."""
FLOOR, CEILING = 1e-3, 1e3
"""Variances beyond these are drawn at the edge."""


def colours() -> list[str]:
    """Return the colours of the style that is in force; to be called while a figure is drawn."""
    return plt.rcParams["axes.prop_cycle"].by_key()["color"]


def variance_axis(axes: Axes) -> None:
    """Give an axes a logarithmic scale for variances, with a line at 1."""
    axes.axhline(1, color="0.7", linewidth=1, zorder=0)
    axes.set_yscale("log")
    axes.set_ylim(FLOOR * 0.8, CEILING * 1.25)


def outline(axes: Axes, domain: Domain, name: str, style: str, colour: str, below: bool = False) -> None:
    """Draw the edge of a theorem's domain over variance and squared sum of weights."""
    (left, right), (low, high) = ((float(a), float(b)) for a, b in (domain.nu, domain.tau))
    axes.add_patch(Rectangle((left, low), right - left, high - low, fill=False, edgecolor=colour, linestyle=style))
    if name:
        at, offset = (low, -10) if below else (high, 3)
        axes.annotate(name, (left, at), (2, offset), textcoords="offset points", color=colour, fontsize=8)
