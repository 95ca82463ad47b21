"""What each method costs, suite by suite."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from snnbench.plots import OURS, STYLE, highlight_labels
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.suites import SUITES_OF_PAPER, suite_title


def seconds_by_suite(run: RunFolder) -> dict[str, tuple[pd.Series, int]]:
    """Return the time of each method over the tasks of a suite on which all of its methods have a result.

    Returns
    -------
    dict of str to (Series, int)
        By suite: seconds by method, and the number of tasks. A method without any result in a suite is left out of
        it; suites without a common task or measured time are left out.
    """
    times = {}
    order = {suite: place for place, suite in enumerate(SUITES_OF_PAPER)}
    finished = run.of_protocol(run.runs[run.runs["status"] == "ok"])
    suites = sorted(finished["suite"].unique(), key=lambda suite: order.get(suite, len(order)))
    for suite in suites:
        rows = finished[finished["suite"] == suite]
        seconds = rows.groupby(["task", "method"])["seconds"].sum().unstack("method")
        seconds = seconds.reindex(columns=[method for method in run.methods if method in seconds]).dropna()
        if len(seconds) and (seconds.sum() > 0).any():
            times[suite] = (seconds.sum().rename(index=run.shown_name), len(seconds))
    return times


def time_per_method(times: dict[str, tuple[pd.Series, int]]) -> Figure:
    """Draw :func:`seconds_by_suite`, a panel per suite, on logarithmic scales."""
    rows = max(len(seconds) for seconds, _ in times.values())
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(
            1, len(times), figsize=(max(4.4, 2.6 * len(times)), 0.2 * rows + 1.1), squeeze=False
        )
        for axes, (suite, (seconds, tasks)) in zip(panels[0], times.items(), strict=True):
            _draw_panel(axes, seconds / 60)
            axes.set_title(f"{suite_title(suite)}, {tasks} {'task' if tasks == 1 else 'tasks'}")
        figure.supxlabel("processor time of all settings, minutes (logarithmic)")
    return figure


def _draw_panel(axes: Axes, minutes: pd.Series) -> None:
    minutes = minutes[minutes > 0].sort_values(ascending=False, kind="stable")
    axes.hlines(minutes.index, minutes.min() / 2, minutes, color=OURS, linewidth=1)
    axes.plot(minutes, minutes.index, "o", color=OURS, markersize=4)
    for method, value in minutes.items():
        text = f"{value:,.0f}" if value >= 100 else f"{value:#.2g}".removesuffix(".")
        axes.annotate(text, (value, method), (5, 0), textcoords="offset points", va="center", fontsize=7.5)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.margins(y=0.03)
    axes.set_xlim(minutes.min() / 2, minutes.max() * 6)
    axes.invert_yaxis()
    highlight_labels(axes.get_yticklabels())


def _draw(results: Results) -> Drawing:
    times = seconds_by_suite(results.run)
    if not times:
        raise NotDrawn("no time was measured on a task that all methods finished")
    sums = "; ".join(
        f"{suite_title(suite)}: " + ", ".join(f"{method} {value / 60:.1f}" for method, value in seconds.items())
        for suite, (seconds, _) in times.items()
    )
    return Drawing(
        time_per_method(times),
        "Processor time of each method per suite, over the tasks that all of its methods finished, on "
        f"{results.run.device}.",
        f"Minutes: {sums}.",
    )


TIME_PER_METHOD = ReportFigure("time_per_method", lambda results: True, _draw)
