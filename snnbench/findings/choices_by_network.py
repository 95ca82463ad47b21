"""What each choice of the protocol moves, network by network, in one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.choices import other_seeds, trained_variants
from snnbench.findings.markdown import markdown
from snnbench.findings.searches import points_with_error, search_in_words, share_of_epochs, sides_taken
from snnbench.methods.registry import NETS
from snnbench.report.formats import DASH


def choices_by_network(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown, from the tables of ``snnbench searches`` and ``snnbench variants``."""
    searches = pd.read_csv(reference / "searches" / "searches.csv")
    variants = pd.read_csv(reference / "variants" / "variants.csv")
    trained, untouched = trained_variants(variants)
    yield "## What each choice moves"
    yield (
        "How many points of accuracy a change of the protocol moves each network by. What a search that stops settings "
        "early would have chosen follows from the curves of the full grid; a part of the grid was left out afterwards; "
        "everything else was trained with the first seed on the first fold. A dash: not tried, or it does not concern "
        f"the network. {sides_taken(searches)} {other_seeds(reference, trained)}"
    )
    shares = searches["search"].map(share_of_epochs(searches))
    names = [
        f"{search_in_words(search)} ({share:.2f} of the epochs)"
        for search, share in zip(searches["search"], shares, strict=True)
    ]
    variants = variants.drop(index=untouched.index)
    yield markdown(
        _by_network(pd.concat([searches.assign(choice=names), variants.assign(choice=_variant_names(variants))]))
    )


def _variant_names(variants: pd.DataFrame) -> list[str]:
    """Return the variants in words: the config's name, or the network's where a config has several of one base."""
    parts = variants["variant"].str.partition(": ")
    several = parts.assign(method=variants["method"]).duplicated([0, "method"], keep=False)
    names = parts[0].where(~several, parts[2])
    return [
        name.removeprefix(f"{method}-").replace("-", " ")
        for name, method in zip(names, variants["method"], strict=True)
    ]


def _by_network(table: pd.DataFrame) -> pd.DataFrame:
    wide = table.assign(cell=points_with_error(table))
    wide = wide.pivot(index=["choice", "tasks"], columns="method", values="cell")
    order = table[["choice", "tasks"]].drop_duplicates().itertuples(index=False, name=None)
    networks = [name for name in NETS if name in wide]
    return wide.loc[list(order), networks].fillna(DASH).rename_axis(columns=None).reset_index()
