"""Which of the seven networks is first on UCI tasks, and how much of it is luck, in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.findings.networks import FIGURE, SNN
from snnbench.report.formats import listed
from snnbench.report.luck import ALL, PROTOCOL, GroupRanks, Luck
from snnbench.report.verdict import by_size_sentences, luck_sentences, points_from_paper, span
from snnbench.stats.places import Place


def headline(luck: Luck) -> str:
    """Return whether SNN is first, by the paper's protocol and over all folds and seeds."""
    groups = [luck.groups[name] for name in (PROTOCOL, ALL) if name in luck.groups]
    words = {PROTOCOL: "by the paper's protocol", ALL: "over all folds and seeds"}
    ranked = [f"{_rank(luck.groups[name])} {words[name]}" for name in words if name in luck.groups]
    paper = luck.groups[ALL].paper
    if paper is not None:
        rank, place = paper.set_index("method").loc[SNN, "avg_rank"], luck.groups[ALL].places_of_paper[SNN]
        ranked.append(f"{rank:.2f} (place {span(place)}) in the paper")
    return f"**{_is_first([group.places[SNN] for group in groups])}** Its average rank is {listed(ranked)}."


def in_short(luck: Luck) -> Iterator[str]:
    """Yield the sections on the order of the networks and on how much of it is luck, as Markdown."""
    yield "## Which network is first"
    yield FIGURE
    yield (
        "Average ranks (1 is best); in brackets the places that two-sided paired Wilcoxon tests with Holm's correction "
        "leave open. The paper's protocol is the first fold with the first seed. Accuracy minus the paper's, in "
        "percentage points, is that of all seeds on the paper's test rows."
    )
    yield markdown(_ranks_and_points(luck))
    yield from by_size_sentences(luck)
    yield "## What is luck"
    yield "\n".join(f"- {sentence}" for sentence in luck_sentences(luck))


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


def _ranks_and_points(luck: Luck) -> pd.DataFrame:
    whole = luck.groups[ALL]
    methods = pd.Series(list(whole.ours["method"]), name="network")
    columns: dict[str, pd.Series] = {}
    names = {PROTOCOL: "the paper's protocol", ALL: "all folds and seeds"}
    for group, name in ((luck.groups[key], name) for key, name in names.items() if key in luck.groups):
        columns[name] = _rank_and_place(methods, group.ours, group.places)
    if whole.paper is not None:
        columns["in the paper"] = _rank_and_place(methods, whole.paper, whole.places_of_paper)
        columns["accuracy minus the paper's"] = methods.map(partial(points_from_paper, whole))
    return pd.DataFrame({"network": methods, **columns})


def _rank_and_place(methods: pd.Series, table: pd.DataFrame, places: Mapping[str, Place]) -> pd.Series:
    average = table.set_index("method")["avg_rank"]
    return methods.map({method: f"{average[method]:.2f} ({span(place)})" for method, place in places.items()})
