"""Accuracy here against the paper's."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snnbench.plots import FAINT, OURS, PAPER, titled_panels
from snnbench.report.figures.report_figure import ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results

MAX_NAMED = 3
"""Tasks that are named per panel: those whose interval excludes 0 and that differ most."""


def against_paper(table: pd.DataFrame) -> Figure:
    """Draw accuracy here against the paper's, one point per task, one panel per network.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.report.tables.against_paper.ours_vs_paper`. Open points are those whose interval of
        the difference covers 0.
    """
    methods = list(dict.fromkeys(table["method"]))
    with titled_panels(methods, width=2.3, height=2.3, columns=3) as (figure, panels):
        for method, axes in panels.items():
            part = table[table["method"] == method]
            axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, zorder=0)
            for covers, colour, marker, label in (
                (True, OURS, "o", "within the chance of the test rows"),
                (False, PAPER, "x", "further apart"),
            ):
                some = part[part["covers_0"] == covers]
                fill = "none" if covers else "full"
                axes.plot(some["paper"], some["ours"], marker, color=colour, fillstyle=fill, markersize=4, label=label)
            _name_outliers(axes, part)
            axes.set_title(f"{method}, median |d| {part['difference'].abs().median():.3f}")
            axes.set(aspect="equal", xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
        figure.supxlabel("accuracy in the paper")
        figure.supylabel("accuracy in this run")
        handles, labels = next(iter(panels.values())).get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


def _name_outliers(axes: Axes, part: pd.DataFrame) -> None:
    """Put a letter next to the points furthest apart, and the names in the corner that is mostly empty."""
    apart = part[~part["covers_0"]]
    furthest = apart.loc[apart["difference"].abs().nlargest(MAX_NAMED).index]
    for letter, row in zip("abcdefgh", furthest.itertuples(), strict=False):
        axes.annotate(letter, (row.paper, row.ours), (-4, 3), textcoords="offset points", fontsize=8, ha="right")
    names = (f"{letter} {task}" for letter, task in zip("abcdefgh", furthest["task"], strict=False))
    axes.text(1.02, -0.02, "\n".join(names), fontsize=7, ha="right", va="bottom")


def _draw(results: Results) -> Drawing:
    table = results.tables["ours_vs_paper"].data
    medians = table.assign(size=table["difference"].abs()).groupby("method", sort=False)["size"].median()
    return Drawing(
        against_paper(table),
        "Accuracy in this run against the paper's, one point per task. Crosses: the 95 % interval of the difference "
        f"does not cover 0; the {MAX_NAMED} furthest apart are named.",
        f"On {table['task'].nunique()} tasks; median absolute differences: "
        + ", ".join(f"{method} {median:.3f}" for method, median in medians.items())
        + ".",
    )


OURS_VS_PAPER = ReportFigure("ours_vs_paper", lambda results: "ours_vs_paper" in results.tables, _draw)
