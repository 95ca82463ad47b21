"""The page ``docs/results.md``, findings first: every number in it is computed from ``results/reference``."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from snnbench.findings import (
    accuracy,
    all_methods,
    choices,
    choices_by_network,
    depth,
    figure_1,
    htru2,
    networks_in_short,
    papers_own_numbers,
    tox21_in_short,
)
from snnbench.findings.protocol import widths, widths_of
from snnbench.findings.reference import Reference
from snnbench.paper.grids import paper_grids
from snnbench.report.formats import listed
from snnbench.report.luck import ALL


def findings(reference: Reference) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Results",
        "This page is written by `snnbench findings` from the rows in [`results/reference`](../results/reference); a "
        "test fails when they disagree. [Results in detail](results-in-detail.md) has every table in full.",
        _terms(reference),
        "\n".join(f"- {sentence}" for sentence in _headlines(reference)),
        *networks_in_short.in_short(reference.uci, reference.luck),
        *papers_own_numbers.papers_own_numbers(),
        *networks_in_short.chance(reference.luck),
        *depth.in_short(reference.depths),
        *choices_by_network.choices_by_network(reference.folder),
        *tox21_in_short.in_short(reference.folder),
        *htru2.in_short(reference.htru2, reference.htru2_epochs),
        *figure_1.figure_1(reference.folder),
    ]
    return "\n\n".join(parts) + "\n"


def _headlines(reference: Reference) -> Iterator[str]:
    yield networks_in_short.headline(reference.luck)
    yield from accuracy.headline(reference.luck)
    yield depth.headline(reference.depths)
    yield all_methods.headline(reference.rankings)
    yield from choices.headlines(reference.folder)
    yield from tox21_in_short.headline(reference.folder)
    yield from htru2.headline(reference.htru2)
    yield from figure_1.headline(reference.folder)


def _terms(reference: Reference) -> str:
    """Return what was trained, and the terms that the page uses."""
    group = reference.luck.groups[ALL]
    runs = reference.uci.replicates(pd.Index(group.tasks), list(group.ours["method"])).groupby(level="task").size()
    papers = widths(paper_grids()["uci"])
    return (
        "Seven networks (SNN; MSRAinit, a plain network of ReLUs; BatchNorm, LayerNorm, WeightNorm, Highway and "
        f"ResNet) were trained on {len(runs)} UCI tasks with {listed(widths_of(reference.uci, 'uci'))} units a layer, "
        f"where the paper has {papers[0]} to {papers[-1]}; Highway's layers are as wide as the input. The first fold "
        "with the first seed is what the paper reports. Over all folds and seeds, the accuracy on a task is the mean "
        f"of up to {runs.max()} runs, on {(runs == 1).sum()} large tasks of a single one. Points are percentage "
        "points. Place 2 to 5: one of the seven networks is significantly better and two are significantly worse "
        "(paired Wilcoxon tests, Holm's correction, 5 % level). Other numbers in brackets are standard errors over "
        "the tasks."
    )
