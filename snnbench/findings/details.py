"""The page ``docs/results-in-detail.md``: every table behind the findings, computed from ``results/reference``."""

from __future__ import annotations

from snnbench.findings import all_methods, choices, depth, htru2, networks, tox21
from snnbench.findings.reference import Reference


def details(reference: Reference) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Results in detail",
        "The tables behind [Results](results.md), written by `snnbench findings --detail` from the rows in "
        f"[`results/reference`](../results/reference). Rows on UCI tasks are those of `{reference.uci.name}` there.",
        *networks.networks(reference.uci, reference.rankings, reference.luck),
        *depth.depth(reference.depths),
        *all_methods.all_methods(reference.uci, reference.rankings),
        *choices.choices(reference.folder),
        *tox21.tox21(reference.folder),
        *htru2.htru2(reference.htru2, reference.htru2_epochs),
    ]
    return "\n\n".join(parts) + "\n"
