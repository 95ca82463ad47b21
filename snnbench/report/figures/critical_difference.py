"""Critical-difference diagrams (Demsar 2006)."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from snnbench.plots import HIGHLIGHTED, OURS, STYLE, highlight_labels
from snnbench.report.figures.report_figure import NotDrawn, ReportFigure
from snnbench.report.picture import Drawing
from snnbench.report.results import Results
from snnbench.report.tables.ranking import Ranking
from snnbench.stats.nemenyi import critical_distance, nemenyi_p_values
from snnbench.stats.ranks import ranks

NETWORK, OTHER = "0.1", "0.5"


def critical_difference(scores: pd.DataFrame, nets: list[str]) -> Figure:
    """Draw average ranks; methods that Nemenyi's test cannot tell apart at the 5 % level share a bar.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense; at least two tasks and three methods.
    nets : list of str
        Which of the methods are networks.
    """
    import scikit_posthocs

    tasks, methods = scores.shape
    average = ranks(scores).mean()
    names, numbers = list(average.index), range(methods)
    distance = critical_distance(methods, tasks)
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(7.2, 0.17 * methods + 2.1))
        # By number, since the order in which sets of names are drawn differs from process to process.
        drawn = scikit_posthocs.critical_difference_diagram(
            average.set_axis(numbers),
            nemenyi_p_values(scores).loc[names, names].set_axis(numbers).set_axis(numbers, axis=1),
            ax=axes,
            label_fmt_left="{label}",
            label_fmt_right="{label}",
            label_props={"fontsize": 8.5},
            color_palette={number: _colour(name, nets) for number, name in zip(numbers, names, strict=True)},
            elbow_props={"linewidth": 0.9},
            marker_props={"s": 16},
            crossbar_props={"color": "0.2", "linewidth": 2.6},
            text_h_margin=0.02 * methods,
        )
        for text in drawn["labels"]:
            name = names[int(text.get_text())]
            rank = f"{average[name]:.2f}"
            text.set_text(f"{name}  {rank} " if text.get_ha() == "right" else f" {rank}  {name}")
            text.set_fontweight("bold" if name == HIGHLIGHTED else "normal")
        start = average.min()
        level = axes.get_ylim()[1] + 0.9
        axes.plot([start, start + distance], [level, level], color="0.2", marker="|", markersize=9, clip_on=False)
        axes.text(start + distance, level, f"  critical distance {distance:.2f}", va="center", fontsize=8.5)
        axes.text(start, level + 0.8, f"average rank over {tasks} tasks, better to the left", va="bottom", fontsize=9)
        figure.legend(handles=_legend(nets, list(average.index)), loc="outside lower center", ncols=4)
    highlight_labels(axes.texts)
    return figure


def _colour(method: str, nets: list[str]) -> str:
    if method == HIGHLIGHTED:
        return OURS
    return NETWORK if method in nets else OTHER


def _legend(nets: list[str], methods: list[str]) -> list[Line2D]:
    kinds = [
        (HIGHLIGHTED, OURS, HIGHLIGHTED in methods),
        ("other networks", NETWORK, any(net in methods for net in nets if net != HIGHLIGHTED)),
        ("other methods", OTHER, any(method not in nets for method in methods)),
    ]
    handles = [Line2D([], [], color=colour, marker="o", markersize=4, label=name) for name, colour, has in kinds if has]
    return [*handles, Line2D([], [], color="0.2", linewidth=2.6, label="not told apart (Nemenyi, 5 %)")]


def _figure(name: str, of_what: str, ranking_of: str) -> ReportFigure:
    def ranking(results: Results) -> Ranking:
        return getattr(results.rankings, ranking_of)

    def draw(results: Results) -> Drawing:
        run, scores = results.run, ranking(results).scores.rename(columns=results.run.shown_name)
        tasks, table = len(scores), ranking(results).table
        if tasks < 2:
            raise NotDrawn(f"needs two tasks on which every method has a result, there is {tasks or 'none'}")
        return Drawing(
            critical_difference(scores, [run.shown_name(net) for net in run.nets]),
            f"Critical-difference diagram: {of_what}. Those that Nemenyi's test cannot tell apart at the 5 % level "
            "share a bar; that test knows average ranks only, so it may differ from the paired tests of the verdict.",
            f"Average ranks over {tasks} tasks, best first: "
            + ", ".join(f"{run.shown_name(row.method)} {row.avg_rank:.2f}" for row in table.itertuples())
            + ".",
        )

    return ReportFigure(name, lambda results: ranking(results).scores.shape[1] > 2, draw)


CRITICAL_DIFFERENCES = (
    _figure("cd_nets", "networks", "nets"),
    _figure("cd_all_methods", "all methods", "every"),
    _figure("cd_small_tasks", "all methods on tasks of fewer than 1,000 rows", "small"),
    _figure("cd_large_tasks", "all methods on tasks of at least 1,000 rows", "large"),
)
"""Of networks, of all methods, and of all methods by size of the task."""
