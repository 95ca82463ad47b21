"""The page ``docs/results.md``, findings first: every number in it is computed from ``results/reference``."""

from __future__ import annotations

from collections.abc import Iterator

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
from snnbench.findings.reference import Reference


def findings(reference: Reference) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Results",
        "This page is written by `snnbench findings` from the rows in [`results/reference`](../results/reference); a "
        f"test fails when they disagree. Rows on UCI tasks are those of `{reference.uci.name}` there. Numbers in "
        "brackets after a difference are standard errors. [Results in detail](results-in-detail.md) has every table in "
        "full.",
        "\n".join(f"- {sentence}" for sentence in _headlines(reference)),
        *networks_in_short.in_short(reference.luck),
        *choices_by_network.choices_by_network(reference.folder),
        *depth.in_short(reference.depths),
        *tox21_in_short.in_short(reference.folder),
        *htru2.in_short(reference.htru2, reference.htru2_epochs),
        *figure_1.figure_1(reference.folder),
        *papers_own_numbers.papers_own_numbers(),
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
