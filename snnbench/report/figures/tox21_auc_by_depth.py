"""AUC on Tox21 against depth, here and in the paper (Table 2)."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from snnbench.plots import OURS, PAPER, titled_panels
from snnbench.report.figures.depth_axis import set_depth_axis
from snnbench.report.figures.report_figure import NO_TRIALS, NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.tables.depths import tox21_by_depth

FAR = 3.0
"""Interquartile ranges below the lower quartile from which a point is drawn at the edge, not to squeeze all others."""


def draw_by_depth(table: pd.DataFrame) -> Figure:
    """Draw each network's mean AUC at each depth with its standard deviation, here and in the paper.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.report.tables.depths.tox21_by_depth`.
    """
    methods = list(dict.fromkeys(table["method"]))
    floor = lowest_shown(pd.concat([table["auc_percent"], table["auc_percent_paper"]]).dropna())
    with titled_panels(methods, width=1.75, height=1.9) as (figure, panels):
        for method, axes in panels.items():
            part = table[table["method"] == method]
            for suffix, style, colour, fill, label in (
                ("", "o-", OURS, "full", "this run"),
                ("_paper", "D--", PAPER, "none", "the paper"),
            ):
                some = part.dropna(subset=f"auc_percent{suffix}")
                mean, deviation = some[f"auc_percent{suffix}"], some[f"std_percent{suffix}"].fillna(0)
                shown = mean >= floor
                axes.errorbar(
                    some["depth"],
                    mean.where(shown),
                    yerr=deviation.where(shown, 0),
                    fmt=style,
                    color=colour,
                    fillstyle=fill,
                    capsize=2,
                    label=label,
                )
                for depth, value in zip(some["depth"][~shown], mean[~shown], strict=True):
                    axes.plot(depth, floor, "v", color=colour, fillstyle=fill, clip_on=False)
                    axes.annotate(
                        f"{value:.1f}", (depth, floor), (-5, 2), textcoords="offset points", fontsize=8, ha="right"
                    )
            axes.set_ylim(bottom=floor)
            set_depth_axis(axes, table["depth"])
        figure.supxlabel("hidden layers (blocks for ResNet)")
        figure.supylabel("mean AUC over the assays, percent")
        handles, labels = next(iter(panels.values())).get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


def lowest_shown(values: pd.Series) -> float:
    """Return the lower end of the axis: below the lowest value that is no outlier (Tukey's outer fence)."""
    low, high = values.quantile([0.25, 0.75])
    inside = values[values >= low - FAR * max(high - low, 0.5)]
    return float(inside.min() - 0.05 * (values.max() - inside.min()) - 0.5)


def _draw(results: Results) -> Drawing:
    if results.run.trials is None:
        raise NotDrawn(NO_TRIALS)
    table = tox21_by_depth(results.run)
    if not table["auc_percent"].notna().any():
        raise NotDrawn("no network has a result on Tox21")
    table = table.assign(method=table["method"].map(results.run.shown_name))
    best = table.sort_values("auc_percent", kind="stable").dropna(subset="auc_percent")
    best = best.drop_duplicates("method", keep="last")
    return Drawing(
        draw_by_depth(table),
        "AUC on Tox21 against depth: mean and standard deviation over the repeats, this run and the paper's. A "
        "triangle at the edge marks a value far below, written next to it.",
        "Best depths: "
        + ", ".join(f"{row.method} {row.depth} ({row.auc_percent:.1f} %)" for row in best.itertuples())
        + ".",
    )


TOX21_AUC_BY_DEPTH = ReportFigure(
    "tox21_auc_by_depth", lambda results: "tox21" in results.run.tasks.index and bool(results.run.nets), _draw
)
