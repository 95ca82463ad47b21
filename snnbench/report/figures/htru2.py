"""AUC on HTRU2, fold by fold."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from snnbench.paper.tables import published_table
from snnbench.plots import OURS, PAPER, highlight_labels, one_panel
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.tables.auc import htru2_folds


def htru2_auc(folds: pd.DataFrame) -> Figure:
    """Draw each method's AUC on every fold, the mean, and the paper's mean and standard deviation.

    Parameters
    ----------
    folds : DataFrame, shape (folds, methods)
    """
    order = folds.mean().sort_values(ascending=False, kind="stable").index
    paper = published_table("table_3_htru2_auc").set_index("method").reindex(order)
    with one_panel(6.2, 0.34 * len(order) + 1.3) as (figure, axes):
        for place, method in enumerate(order):
            last = place == len(order) - 1
            axes.plot(
                folds[method],
                [place - 0.12] * len(folds),
                "o",
                color=OURS,
                alpha=0.45,
                markersize=4,
                markeredgewidth=0,
                label="a fold of this run" if last else None,
            )
            axes.plot(
                folds[method].mean(),
                place - 0.12,
                "|",
                color=OURS,
                markersize=13,
                markeredgewidth=2,
                label="their mean" if last else None,
            )
        places = [place + 0.2 for place in range(len(order))]
        axes.errorbar(
            paper["auc"],
            places,
            xerr=paper["std"],
            fmt="D",
            color=PAPER,
            fillstyle="none",
            capsize=2,
            label="the paper: mean, standard deviation",
        )
        axes.set_yticks(range(len(order)), order)
        highlight_labels(axes.get_yticklabels())
        axes.invert_yaxis()
        axes.set_xlabel("AUC")
        axes.margins(y=0.02)
        figure.legend(loc="outside upper left", ncols=3, columnspacing=1)
    return figure


def _draw(results: Results) -> Drawing:
    folds = htru2_folds(results.run).rename(columns=results.run.shown_name)
    if not folds.size:
        raise NotDrawn("no method has a result on every fold")
    means = folds.mean().sort_values(ascending=False, kind="stable")
    return Drawing(
        htru2_auc(folds),
        "AUC on HTRU2 by method and fold, with the paper's mean and standard deviation.",
        "Mean AUC: " + ", ".join(f"{method} {value:.4f}" for method, value in means.items()) + ".",
    )


HTRU2_AUC = ReportFigure("htru2_auc", lambda results: "htru2" in results.run.tasks.index, _draw)
