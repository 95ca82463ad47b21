"""What all figures share: the style file, a look for each method, how a figure is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.backends.backend_pdf  # noqa: F401 - every figure is a PDF too; here, so that jobs share the import
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from snnbench.files import written_whole

STYLE = resources.files("snnbench") / "style.mplstyle"
OURS, PAPER, FAINT = "C0", "C1", "0.7"
"""Colours of this run, of the paper, and of what only guides the eye."""
HIGHLIGHTED = "SNN"
"""The network that the paper is about stands out in every figure."""
_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKERS = "s^Dv<>PX"


def method_looks(methods: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return keyword arguments of ``Axes.plot`` per method, so that methods can be overlaid; SNN stands out.

    Colour and marker differ, so nothing depends on colour alone. Where colours repeat the markers are hollow, so that
    24 methods look different.
    """
    others = [method for method in methods if method != HIGHLIGHTED]
    looks: dict[str, dict[str, Any]] = {
        method: {"color": colour, "marker": marker, "linewidth": 1.1, "markersize": 4, "zorder": 2}
        | {"markerfacecolor": colour if i % (2 * len(_COLOURS)) < len(_COLOURS) else "white", "markeredgewidth": 0.8}
        for i, (method, colour, marker) in enumerate(zip(others, cycle(_COLOURS), cycle(_MARKERS), strict=False))
    }
    looks[HIGHLIGHTED] = {"color": "#0072B2", "marker": "o", "linewidth": 2.4, "markersize": 6, "zorder": 3}
    return looks


def highlight_labels(labels: Iterable[Text]) -> None:
    """Set the label of SNN in bold."""
    for text in labels:
        if text.get_text().split(" ")[0] == HIGHLIGHTED:
            text.set_fontweight("bold")


def save_figure(figure: Figure, folder: Path, name: str) -> None:
    """Write ``<name>.png`` and ``<name>.pdf``, without dates, so that the same figure gives the same bytes."""
    # A figure does not remember the style it was drawn in, and some of it is only looked up when it is written.
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
def titled_panels(
    titles: Sequence[str], width: float = 1.9, height: float = 1.9, columns: int = 4
) -> Iterator[tuple[Figure, dict[str, Axes]]]:
    """Yield a figure with one panel per title, all on the same scales, and its panels by title.

    Parameters
    ----------
    titles : sequence of str
    width, height : float
        Of a panel, in inches.
    columns : int
        Most panels per row.
    """
    columns = min(columns, len(titles))
    rows = -(-len(titles) // columns)
    with plt.style.context(str(STYLE)):
        size = (width * columns + 0.5, height * rows + 0.5)
        figure, grid = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False)
        for axes in grid.flat[len(titles) :]:
            axes.set_visible(False)
        for axes in grid.flat[len(titles) - columns : len(titles)]:
            # The panel below is missing in the last row's gaps.
            axes.tick_params(labelbottom=True)
        panels = dict(zip(titles, grid.flat, strict=False))
        for title, axes in panels.items():
            axes.set_title(title)
        yield figure, panels
