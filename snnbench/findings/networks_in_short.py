"""Which of the seven networks is first on UCI tasks, and how much of it is luck, in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.findings.networks import FIGURE, SNN
from snnbench.report.formats import listed
from snnbench.report.luck import ALL, PROTOCOL, GroupRanks, Luck
from snnbench.report.run_folder import RunFolder
from snnbench.report.verdict import by_size_sentences, luck_sentences, points_from_paper, span
from snnbench.stats.places import Place
from snnbench.stats.replicates import task_means


def headline(luck: Luck) -> str:
    """Return whether SNN is first, by the paper's protocol and over all folds and seeds."""
    groups = [luck.groups[name] for name in (PROTOCOL, ALL) if name in luck.groups]
    words = {PROTOCOL: "by the paper's protocol", ALL: "over all folds and seeds"}
    ranked = [f"{_rank(luck.groups[name])} {words[name]}" for name in words if name in luck.groups]
    paper = luck.groups[ALL].paper
    if paper is not None:
        rank, place = paper.set_index("method").loc[SNN, "avg_rank"], luck.groups[ALL].places_of_paper[SNN]
        ranked.append(f"{rank:.2f} (place {span(place)}) in the paper")
    first = _is_first([group.places[SNN] for group in groups])
    return f"**{first}** Its average rank is {listed(ranked)}.{_resampled(luck.groups[ALL])}"


def chance(luck: Luck) -> Iterator[str]:
    """Yield the section on how much of the order is chance, as Markdown."""
    yield "## How much is chance"
    yield "\n".join(f"- {sentence}" for sentence in luck_sentences(luck))


def in_short(run: RunFolder, luck: Luck) -> Iterator[str]:
    """Yield the section on the order of the networks, as Markdown."""
    yield "## Which network is first"
    yield FIGURE
    yield (
        "Average ranks (1 is best) with the places in brackets, and mean accuracies in percent. The points are ours "
        "minus the paper's accuracy: all seeds, on the paper's test rows and tasks."
    )
    yield markdown(_ranks_and_points(luck))
    yield " ".join([*_by_mean(run, luck.groups[ALL]), *by_size_sentences(luck)])


def _resampled(group: GroupRanks) -> str:
    """Return how often SNN and the best network would be first in a single run."""
    table = group.ours.set_index("method")
    if table["p_first_one_run"].isna().any():
        return ""
    best = table["p_first_one_run"].idxmax()
    others = f", {best} in {100 * table.loc[best, 'p_first_one_run']:.0f} %" if best != SNN else ""
    return f" In resampled single runs SNN is first in {100 * table.loc[SNN, 'p_first_one_run']:.0f} %{others}."


def _is_first(places: list[Place]) -> str:
    if all(place.is_first for place in places):
        return "SNN is first."
    if any(place.better for place in places):
        return "SNN is not first."
    return "SNN's first place is neither confirmed nor ruled out."


def _rank(group: GroupRanks) -> str:
    best, rank = group.ours.iloc[0], group.ours.set_index("method").loc[SNN, "avg_rank"]
    others = "" if best["method"] == SNN else f"; the best, {best['method']}, has {best['avg_rank']:.2f}"
    return f"{rank:.2f} (place {span(group.places[SNN])}{others})"


def _by_mean(run: RunFolder, group: GroupRanks) -> Iterator[str]:
    """Yield why the network of the best rank is not that of the best mean accuracy, if so."""
    ranked, leading = group.ours["method"].iloc[0], group.means.set_index("method")["ours"].idxmax()
    if ranked != leading:
        means = task_means(run.replicates(pd.Index(group.tasks), [ranked, leading]))
        points = 100 * (means[ranked] - means[leading])
        ahead, behind = points[points > 0], points[points < 0]
        yield (
            f"{ranked} has the best rank and {leading} the best mean accuracy over all folds and seeds: {ranked} is "
            f"better than {leading} on {len(ahead)} tasks, by {ahead.mean():.1f} points in the mean, and worse on "
            f"{len(behind)}, by {-behind.mean():.1f}."
        )


def _ranks_and_points(luck: Luck) -> pd.DataFrame:
    whole = luck.groups[ALL]
    methods = pd.Series(list(whole.ours["method"]), name="network")
    columns: dict[str, pd.Series] = {}
    names = {PROTOCOL: "first fold and seed", ALL: "all folds and seeds"}
    groups = {name: luck.groups[key] for key, name in names.items() if key in luck.groups}
    for name, group in groups.items():
        columns[f"rank, {name}"] = _rank_and_place(methods, group.ours, group.places)
    if whole.paper is not None:
        columns["rank in the paper"] = _rank_and_place(methods, whole.paper, whole.places_of_paper)
    for name, group in groups.items():
        columns[f"accuracy, {name}"] = methods.map(100 * group.means.set_index("method")["ours"]).map("{:.1f}".format)
    if whole.paper is not None:
        columns["points from the paper"] = methods.map(partial(points_from_paper, whole))
    return pd.DataFrame({"network": methods, **columns})


def _rank_and_place(methods: pd.Series, table: pd.DataFrame, places: Mapping[str, Place]) -> pd.Series:
    average = table.set_index("method")["avg_rank"]
    return methods.map({method: f"{average[method]:.2f} ({span(place)})" for method, place in places.items()})
