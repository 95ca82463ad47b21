"""What each choice of the protocol moves, network by network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.choices import beyond, other_seeds, trained_variants, variant_tasks
from snnbench.findings.markdown import markdown
from snnbench.findings.searches import points_with_error, share_of_epochs, sides_taken, tasks_of_searches
from snnbench.findings.task_sizes import tasks_in_words
from snnbench.methods.registry import NETS
from snnbench.report.formats import DASH

IN_WORDS = {
    "averaged-weights": "moving average of the weights",
    "batch-norm-after-relu": "batch normalisation after ReLU",
    "batches-of-32": "mini-batches of 32 instead of 128",
    "gates-almost-shut": "Highway's gates start almost shut",
    "gates-half-open": "Highway's gates start half open",
    "input-dropout": "dropout of inputs as well",
    "no-smoothing": "validation curve not smoothed",
    "resnet-preactivations": "residual blocks of preactivations",
    "width-256": "256 units instead of 64",
}
"""Variants of ``configs/variants``; others go by their own names."""


def choices_by_network(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where searches or variants were not compared."""
    tables = [reference / "searches" / "searches.csv", reference / "variants" / "variants.csv"]
    if not all(table.is_file() for table in tables):
        return
    searches, variants = (pd.read_csv(table) for table in tables)
    yield "## What each choice moves"
    yield (
        "Points of accuracy that another choice moves each network by. A dash: not tried, or the choice does not "
        "concern the network."
    )
    shares = 100 * share_of_epochs(searches)
    yield (
        f"**Searches that stop settings early**, against the full grid, on {tasks_of_searches(reference)}: "
        f"{len(shares)} that train {shares.min():.0f} to {shares.max():.0f} % of its epochs. "
        f"{sides_taken(searches)} What each moves is [in detail](results-in-detail.md#what-each-choice-moves)."
    )
    trained, _ = trained_variants(variants)
    yield (
        f"**Other protocols and networks**, trained on the first fold with the first seed of "
        f"{tasks_in_words(reference, variant_tasks(reference))}. {beyond(trained)} {other_seeds(reference, trained)}"
    )
    yield markdown(_by_network(trained.assign(choice=_variant_names(trained)), "change"))
    dropped = variants[variants["variant"].str.startswith("without ")]
    yield (
        f"**Parts of the grid left out**, on all {dropped['tasks'].max()} tasks, folds and seeds (a question that was "
        "asked after the scores were known)."
    )
    yield markdown(_by_network(dropped.assign(choice=dropped["variant"]), "grid"))


def _variant_names(variants: pd.DataFrame) -> list[str]:
    """Return the variants in words: the config's name, or the network's where a config has several of one base."""
    parts = variants["variant"].str.partition(": ")
    several = parts.assign(method=variants["method"]).duplicated([0, "method"], keep=False)
    names = [
        name.removeprefix(f"{method}-")
        for name, method in zip(parts[0].where(~several, parts[2]), variants["method"], strict=True)
    ]
    return [IN_WORDS.get(name, name) for name in names]


def _by_network(table: pd.DataFrame, title: str) -> pd.DataFrame:
    wide = table.assign(cell=points_with_error(table)).pivot(index="choice", columns="method", values="cell")
    wide = wide.loc[table["choice"].unique(), [name for name in NETS if name in wide]]
    return wide.fillna(DASH).rename_axis(index=title, columns=None).reset_index()
