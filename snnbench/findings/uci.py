"""The seven networks on UCI tasks: which is first, how much of it is luck, and accuracy next to the paper's."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.report.formats import format_number, listed
from snnbench.report.luck import ALL, PROTOCOL, SIZES, GroupRanks, Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.luck import variance_sources
from snnbench.report.tables.wins import REGION, bayesian
from snnbench.report.verdict import verdict_sentences
from snnbench.stats.places import Place
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import task_means

SNN = "SNN"
INPUTS = (16, 64)
"""Ends of the groups of tasks by their number of inputs."""


def headlines(luck: Luck) -> Iterator[str]:
    """Yield what a reader should know first: SNN's place, and its accuracy next to the paper's."""
    groups = [luck.groups[name] for name in (PROTOCOL, ALL) if name in luck.groups]
    words = {PROTOCOL: "by the paper's protocol", ALL: "over all folds and seeds"}
    ranked = [f"{_rank(luck.groups[name])} {words[name]}" for name in words if name in luck.groups]
    paper = luck.groups[ALL].paper
    if paper is not None:
        rank, place = paper.set_index("method").loc[SNN, "avg_rank"], luck.groups[ALL].places_of_paper[SNN]
        ranked.append(f"{rank:.2f} (place {_span(place)}) in the paper")
    yield f"**{_is_first([group.places[SNN] for group in groups])}** Its average rank is {listed(ranked)}."
    if paper is not None:
        yield _accuracy_headline(luck)


def networks(run: RunFolder, rankings: Rankings, luck: Luck) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## The seven networks on UCI tasks"
    yield "![Average ranks of the networks, this run and the paper](average_ranks.png)"
    yield "\n".join(
        f"- {sentence}"
        for sentence in [*verdict_sentences(luck, run.uses_halving), *_bayesian(run, rankings), _by_inputs(run, luck)]
    )
    yield (
        "Average ranks (1 is best), with Student's 95 % interval over the tasks, the places that two-sided paired "
        "Wilcoxon tests with Holm's correction leave open, and the share of first places in a bootstrap over tasks, "
        "and over the folds and seeds of each task as if these were exchangeable. The paper's is one run, and compares "
        "with our ranks by the same protocol and with what is to be expected of one run on one fold with one seed: "
        "means over several tell networks apart that a single run confuses, so their ranks lie farther from the middle."
    )
    yield markdown(_ranks_table(luck))
    if luck.groups[ALL].paper is not None:
        yield (
            "Accuracy minus the paper's, in percentage points with the standard error over tasks: means over all seeds "
            "on the paper's test rows."
        )
        yield markdown(_accuracy_table(luck))
    if luck.components is not None:
        sources = variance_sources(luck)
        yield sources.note
        yield markdown(sources.data)


def _is_first(places: list[Place]) -> str:
    if all(place.is_first for place in places):
        return "SNN is first."
    if any(place.better for place in places):
        return "SNN is not first."
    return "SNN's first place is neither confirmed nor ruled out."


def _rank(group: GroupRanks) -> str:
    best, rank = group.ours.iloc[0], group.ours.set_index("method").loc[SNN, "avg_rank"]
    others = "" if best["method"] == SNN else f"; the best, {best['method']}, has {best['avg_rank']:.2f}"
    return f"{rank:.2f} (place {_span(group.places[SNN])}{others})"


def _span(place: Place) -> str:
    return str(place.low) if place.low == place.high else f"{place.low} to {place.high}"


def _accuracy_headline(luck: Luck) -> str:
    means = luck.groups[ALL].means.set_index("method").loc[SNN]
    differs = [name for name in SIZES if name in luck.groups and _differs(luck.groups[name])]
    by_size = [f"{_points(luck.groups[name], SNN)} points on tasks of {name}" for name in differs]
    start = (
        "SNN's mean accuracy is not that of the paper"
        if _differs(luck.groups[ALL])
        else "SNN's mean accuracy is that of the paper" + (", though not on tasks of every size" if differs else "")
    )
    return (
        f"**{start}.** It is {means['ours_common']:.3f} here and {means['paper']:.3f} in the paper, a difference of "
        f"{_points(luck.groups[ALL], SNN)} points (standard error)"
        + (f"; more than two standard errors from 0 are {listed(by_size)}." if differs else ".")
    )


def _differs(group: GroupRanks) -> bool:
    if group.paper is None:
        return False
    row = group.means.set_index("method").loc[SNN]
    return bool(abs(row["difference_points"]) > 2 * row["standard_error"])


def _points(group: GroupRanks, method: str) -> str:
    row = group.means.set_index("method").loc[method]
    return f"{format_number(row['difference_points'], '+.2f')} ({row['standard_error']:.2f})"


def _bayesian(run: RunFolder, rankings: Rankings) -> Iterator[str]:
    table, _ = bayesian(run, rankings.nets)
    best_other = next(method for method in rankings.nets.table["method"] if method != SNN)
    if table is None:
        return
    row = table.data.set_index(["first", "second"]).loc[(SNN, best_other)]
    yield (
        f"By the Bayesian signed-rank test on the paper's protocol, SNN is better than {best_other} on a further task "
        f"with probability {row['p_first_better']:.2f}, worse with {row['p_second_better']:.2f}, and within "
        f"{100 * REGION:g} point with {row['p_equivalent']:.2f}."
    )


def _by_inputs(run: RunFolder, luck: Luck) -> str:
    """Return how Highway, whose layers are as wide as the input, depends on the number of inputs."""
    group = luck.groups[ALL]
    scores = run.replicates(pd.Index(group.tasks), list(group.ours["method"]))
    of_tasks = ranks(task_means(scores))[["Highway", SNN]]
    inputs = run.tasks.loc[of_tasks.index, "features"]
    ends = [0, *INPUTS, float("inf")]
    names = [f"at most {INPUTS[0]}", f"{INPUTS[0] + 1} to {INPUTS[1]}", f"more than {INPUTS[1]}"]
    means = of_tasks.groupby(pd.cut(inputs, ends, labels=names), observed=True).agg(["mean", "count"])
    parts = [
        f"{row[('Highway', 'mean')]:.2f} and {row[(SNN, 'mean')]:.2f} on the {row[('Highway', 'count')]:.0f} tasks "
        f"with {name}"
        for name, row in means.iterrows()
    ]
    return (
        f"Highway's layers are as wide as the input ({inputs.min()} to {inputs.max()}), whatever width the grid gives "
        f"the others. By the number of inputs, Highway and SNN have average ranks {listed(parts)} (looked at after the "
        "scores had been seen)."
    )


def _ranks_table(luck: Luck) -> pd.DataFrame:
    whole = luck.groups[ALL]
    table = whole.ours.set_index("method")
    rows = pd.DataFrame(index=table.index)
    if PROTOCOL in luck.groups:
        protocol = luck.groups[PROTOCOL]
        rows["rank by the paper's protocol"] = _two_decimals(protocol.ours.set_index("method")["avg_rank"])
        rows["place"] = rows.index.map(lambda method: _span(protocol.places[method]))
    rows["rank over all folds and seeds"] = [
        f"{row.avg_rank:.2f} ({row.low:.2f} to {row.high:.2f})" for row in table.itertuples()
    ]
    rows["its place"] = rows.index.map(lambda method: _span(whole.places[method]))
    rows["first in the bootstrap"] = _two_decimals(table["p_first"])
    if table["one_run_avg_rank"].notna().all():
        rows["rank of one run"] = [
            f"{row.one_run_avg_rank:.2f} ({row.one_run_low:.2f} to {row.one_run_high:.2f})"
            for row in table.itertuples()
        ]
        rows["first in one run"] = _two_decimals(table["p_first_one_run"])
    if whole.paper is not None:
        paper = whole.paper.set_index("method")
        rows["rank in the paper"] = _two_decimals(paper["avg_rank"])
        rows["place in the paper"] = rows.index.map(lambda method: _span(whole.places_of_paper[method]))
    return rows.rename_axis("network").reset_index()


def _two_decimals(values: pd.Series) -> pd.Series:
    return values.map("{:.2f}".format)


def _accuracy_table(luck: Luck) -> pd.DataFrame:
    groups = {name: luck.groups[name] for name in (ALL, *SIZES) if name in luck.groups}
    columns = {}
    for name, group in groups.items():
        if group.paper is not None:
            methods = sorted(group.paper["method"])
            points = [_points(group, method) for method in methods]
            columns[f"{name} ({len(group.tasks_of_paper)})"] = pd.Series(points, index=methods)
    order = [method for method in luck.groups[ALL].ours["method"] if method in luck.groups[ALL].places_of_paper]
    return pd.DataFrame(columns).loc[order].rename_axis("network").reset_index()
