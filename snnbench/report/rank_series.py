"""The average ranks that the report opens with: this run's and the paper's, with intervals."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from snnbench.paper.tables import published_accuracies
from snnbench.report.luck import ALL, PROTOCOL
from snnbench.report.results import Results
from snnbench.report.tables.ranking import Ranking
from snnbench.stats.places import MIN_TASKS
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import order_by_rank


class RankSeries(NamedTuple):
    """Average rank differences of one source.

    Attributes
    ----------
    source : {"run", "protocol", "paper"}
        All folds and seeds of this run, its first fold and seed alone, or the paper's table.
    label : str
        Names the source and its tasks.
    ranks : DataFrame
        Index ``method``, best first: ``rank``, ``low`` and ``high``, each less the mean rank, so that sources with
        different numbers of methods compare; below 0 is better. The ends are those of Student's 95 % interval over the
        tasks, NaN for fewer than :data:`snnbench.stats.places.MIN_TASKS` tasks.
    """

    source: Literal["run", "protocol", "paper"]
    label: str
    ranks: pd.DataFrame


def network_ranks(results: Results) -> list[RankSeries]:
    """Return the networks' ranks in this run and, where it has tasks of the paper, in the paper.

    Networks have their shown names. Empty if no task has a result of every network.
    """
    return [_shown(series, results) for series in _network_ranks(results)]


def network_ranks_by_protocol(results: Results) -> list[RankSeries]:
    """Return the networks' ranks on the first fold with the first seed, of a run that has more and of paper's tasks."""
    luck = results.luck
    if luck is None or PROTOCOL not in luck.groups or luck.groups[PROTOCOL].paper is None:
        return []
    group = luck.groups[PROTOCOL]
    label = _label("this run, first fold and seed as in the paper", len(group.tasks))
    return [_shown(RankSeries("protocol", label, _centred(group.ours)), results)]


def _shown(series: RankSeries, results: Results) -> RankSeries:
    return series._replace(ranks=series.ranks.rename(index=results.run.shown_name))


def _network_ranks(results: Results) -> list[RankSeries]:
    scores = results.rankings.nets.scores
    if not len(scores) or scores.shape[1] < 2:
        return []
    if results.luck is not None:
        group = results.luck.groups[ALL]
        ours = "this run, all folds and seeds" if PROTOCOL in results.luck.groups else "this run"
        series = [RankSeries("run", _label(ours, len(group.tasks)), _centred(group.ours))]
        if group.paper is not None:
            series.append(RankSeries("paper", _label("the paper", len(group.tasks_of_paper)), _centred(group.paper)))
        return series
    series = [RankSeries("run", _label("this run", len(scores)), _with_intervals(scores))]
    nets = [net for net in scores if net in results.run.nets_of_paper]
    if len(nets) > 1 and len(scores.index.intersection(results.run.tasks_of_paper)):
        paper = published_accuracies()[nets].dropna()
        series.append(RankSeries("paper", _label("the paper", len(paper)), _with_intervals(paper)))
    return series


def all_method_ranks(results: Results) -> list[RankSeries]:
    """Return the ranks of all methods, by their shown names; empty if no task has a result of every method."""
    ranking: Ranking = results.rankings.every
    if not len(ranking.scores) or ranking.scores.shape[1] < 2:
        return []
    ranks = _with_intervals(ranking.scores)
    return [_shown(RankSeries("run", _label("this run", len(ranking.scores)), ranks), results)]


def _label(source: str, tasks: int) -> str:
    return f"{source} ({tasks} {'task' if tasks == 1 else 'tasks'})"


def _centred(table: pd.DataFrame) -> pd.DataFrame:
    ranks = table.set_index("method").rename(columns={"avg_rank": "rank"})[["rank", "low", "high"]]
    return ranks - (len(ranks) + 1) / 2


def _with_intervals(scores: pd.DataFrame) -> pd.DataFrame:
    order = order_by_rank(scores)
    table = average_rank_t_intervals(scores).assign(rank=order).loc[order.index, ["rank", "low", "high"]]
    if len(scores) < MIN_TASKS:
        table[["low", "high"]] = np.nan
    return table.rename_axis("method") - (scores.shape[1] + 1) / 2
