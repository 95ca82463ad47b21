"""The seven networks on UCI tasks: which is first, and how much of it is luck."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings.accuracy import accuracy
from snnbench.findings.markdown import markdown
from snnbench.report.formats import listed
from snnbench.report.luck import ALL, PROTOCOL, Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.luck import variance_sources
from snnbench.report.tables.wins import REGION, bayesian
from snnbench.report.verdict import span, verdict_sentences
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import task_means

SNN = "SNN"
INPUTS = (16, 64)
"""Ends of the groups of tasks by their number of inputs."""
FIGURE = "![Average ranks of the networks, this run and the paper](average_ranks.png)"


def networks(run: RunFolder, rankings: Rankings, luck: Luck) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## The seven networks on UCI tasks"
    yield FIGURE
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
    yield from accuracy(luck)
    if luck.components is not None:
        sources = variance_sources(luck)
        yield sources.note
        yield markdown(sources.data)


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
        rows["place"] = rows.index.map(lambda method: span(protocol.places[method]))
    rows["rank over all folds and seeds"] = [
        f"{row.avg_rank:.2f} ({row.low:.2f} to {row.high:.2f})" for row in table.itertuples()
    ]
    rows["its place"] = rows.index.map(lambda method: span(whole.places[method]))
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
        rows["place in the paper"] = rows.index.map(lambda method: span(whole.places_of_paper[method]))
    return rows.rename_axis("network").reset_index()


def _two_decimals(values: pd.Series) -> pd.Series:
    return values.map("{:.2f}".format)
