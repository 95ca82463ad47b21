"""Accuracy here against the paper's."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import FAINT, OURS, PAPER, panel_per_method


def against_paper(table: pd.DataFrame) -> Figure:
    """Draw accuracy here against the paper's, one point a task, one panel a network.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.report.tables.against_paper.ours_vs_paper`. Open points are those whose interval of
        the difference covers 0.
    """
    methods = list(dict.fromkeys(table["method"]))
    with panel_per_method(methods) as (figure, panels):
        for method, axes in panels.items():
            part = table[table["method"] == method]
            axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, zorder=0)
            for covers, colour, marker, label in (
                (True, OURS, "o", "within the test rows' chance"),
                (False, PAPER, "x", "further apart"),
            ):
                some = part[part["covers_0"] == covers]
                fill = "none" if covers else "full"
                axes.plot(some["paper"], some["ours"], marker, color=colour, fillstyle=fill, markersize=4, label=label)
            axes.text(0.97, 0.04, f"median |d| {part['difference'].abs().median():.3f}", ha="right", fontsize=7)
            axes.set_aspect("equal")
            axes.set_xticks([0, 0.5, 1])
            axes.set_yticks([0, 0.5, 1])
        figure.supxlabel("accuracy in the paper")
        figure.supylabel("accuracy in this run")
        handles, labels = next(iter(panels.values())).get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure
