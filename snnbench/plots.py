"""What all figures share: the style file, a look for each method, how a figure is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snnbench.files import written_whole

STYLE = resources.files("snnbench") / "style.mplstyle"
OURS, PAPER, FAINT = "C0", "C1", "0.7"
"""Colours of this run, of the paper, and of what only guides the eye."""


def save_figure(figure: Figure, folder: Path, name: str) -> None:
    """Write ``<name>.png`` and ``<name>.pdf``, without dates, so that the same figure gives the same bytes."""
    # A figure remembers no style; what is looked up while it is written must be that of its drawing.
    with plt.style.context(str(STYLE)):
        for suffix, metadata in (("png", {"Software": None}), ("pdf", {"CreationDate": None})):
            with written_whole(folder / f"{name}.{suffix}") as temporary:
                figure.savefig(temporary, format=suffix, metadata=metadata)
            # The layout found for the first file serves the second, too.
            figure.set_layout_engine("none")
    plt.close(figure)


@contextmanager
def one_panel(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield a figure of one panel in the house's style; sizes in inches."""
    with plt.style.context(str(STYLE)):
        yield plt.subplots(figsize=(width, height))


@contextmanager
def panel_per_method(
    methods: Sequence[str], width: float = 1.9, height: float = 1.9
) -> Iterator[tuple[Figure, dict[str, Axes]]]:
    """Yield a figure with one titled panel per method, all on the same scales, four a row.

    Parameters
    ----------
    methods : sequence of str
    width, height : float
        Of a panel, in inches.
    """
    columns = min(4, len(methods))
    rows = -(-len(methods) // columns)
    with plt.style.context(str(STYLE)):
        size = (width * columns + 0.5, height * rows + 0.5)
        figure, grid = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False)
        for axes in grid.flat[len(methods) :]:
            axes.set_visible(False)
        for axes in grid.flat[len(methods) - columns : len(methods)]:
            # The panel below is missing in the last row's gaps.
            axes.tick_params(labelbottom=True)
        panels = dict(zip(methods, grid.flat, strict=False))
        for method, axes in panels.items():
            axes.set_title(method)
        yield figure, panels


def nothing_to_draw(reason: str) -> Figure:
    """Return a figure that says why it shows nothing."""
    with one_panel(6.2, 1.0) as (figure, axes):
        axes.axis("off")
        axes.text(0, 0.5, reason, wrap=True, va="center")
    return figure
