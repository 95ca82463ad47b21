"""Average ranks with their intervals, here and in the paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from snnbench.plots import FAINT, OURS, PAPER, highlight_labels, one_panel
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.formats import format_value
from snnbench.report.picture import Drawing
from snnbench.report.rank_series import RankSeries, all_method_ranks, network_ranks, network_ranks_by_protocol
from snnbench.report.results import Results

LOOKS = {"run": ("o", OURS, "full"), "protocol": ("o", OURS, "none"), "paper": ("D", PAPER, "none")}
"""Marker, colour and filling by source."""


def average_ranks(series: Sequence[RankSeries]) -> Figure:
    """Draw average rank differences with their intervals, if any, one source above the other.

    Parameters
    ----------
    series : sequence of RankSeries
        This run's, whose order counts, and perhaps others; methods that these lack have no point there.
    """
    methods = series[0].ranks.index
    with one_panel(6.2, (0.28 if len(series) < 3 else 0.22) * len(series) * len(methods) ** 0.95 + 1.1) as (
        figure,
        axes,
    ):
        axes.axvline(0, color=FAINT, linewidth=1, zorder=0)
        for number, source in enumerate(series):
            marker, colour, fill = LOOKS[source.source]
            table = source.ranks.reindex(methods)
            place = np.arange(len(table)) + 0.24 * (number - (len(series) - 1) / 2)
            errors = [table["rank"] - table["low"], table["high"] - table["rank"]]
            axes.errorbar(
                table["rank"],
                place,
                xerr=errors,
                fmt=marker,
                color=colour,
                fillstyle=fill,
                label=source.label,
                capsize=2,
            )
        axes.set_yticks(range(len(methods)), methods)
        highlight_labels(axes.get_yticklabels())
        axes.invert_yaxis()
        axes.set_xlabel("average rank minus the mean rank, better to the left")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2 if len(series) < 3 else 1)
    return figure


def _drawing(series: list[RankSeries], of_what: str) -> Drawing:
    if not series:
        raise NotDrawn(f"no task has a result of every {of_what}")
    differences = (
        f"{method} {format_value(rank, 'avg_rank_difference')}" for method, rank in series[0].ranks["rank"].items()
    )
    return Drawing(
        average_ranks(series),
        f"Average rank of each {of_what}{_with_interval(series)}"
        + (", in this run and in the paper." if len(series) > 1 else ".")
        + (" Means over folds and seeds spread ranks more than a single run does." if len(series) > 2 else ""),
        f"Average rank differences of this run, best first: {', '.join(differences)}.",
    )


def _networks(results: Results) -> list[RankSeries]:
    series = network_ranks(results)
    return [*series[:1], *network_ranks_by_protocol(results), *series[1:]] if series else []


def _with_interval(series: Sequence[RankSeries]) -> str:
    return " with Student's 95 % interval over the tasks" if series[0].ranks["low"].notna().any() else ""


AVERAGE_RANKS = ReportFigure(
    "average_ranks",
    lambda results: len(results.run.nets) > 1,
    lambda results: _drawing(_networks(results), "network"),
)
AVERAGE_RANKS_OF_ALL = ReportFigure(
    "average_ranks_all_methods",
    lambda results: len(results.run.other_methods) > 0 and len(results.run.methods) > 1,
    lambda results: _drawing(all_method_ranks(results), "method"),
)
