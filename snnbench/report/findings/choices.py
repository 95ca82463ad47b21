"""What each choice of the protocol moves, from the tables of ``snnbench searches`` and ``snnbench variants``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from snnbench.report.findings.markdown import markdown
from snnbench.report.formats import format_value, listed
from snnbench.training.search_settings import Search


def choices(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown: searches, other choices, and the order without a part of the grid."""
    yield "## What each choice moves"
    searches = reference / "searches" / "searches.csv"
    if searches.is_file():
        yield from _searches(pd.read_csv(searches))
    table = reference / "variants" / "variants.csv"
    if table.is_file():
        yield (
            "**Other choices**, each against the run as it is: means over the same tasks (of each task's folds and "
            "seeds), the difference, and its standard error over the tasks, in percentage points:"
        )
        yield markdown(pd.read_csv(table).rename(columns={"standard_error": "standard_error_points"}))
    ranks = reference / "variants" / "ranks.csv"
    if ranks.is_file():
        for part, rows in pd.read_csv(ranks).groupby("part", sort=False):
            yield from _without(str(part), rows)


def _without(part: str, table: pd.DataFrame) -> Iterator[str]:
    """Yield how the order changes where the grid lacks a part, from a table of ``snnbench variants --ranks``."""
    best = table.iloc[0]
    first_before = table.loc[table["avg_rank_with"].idxmin(), "method"]
    yield (
        f"**The order without {part}**, a part of the paper's grid, singled out after scores had been seen: the best "
        f"of the other settings by validation score, on the same {best['tasks']} tasks. {best['method']} then has "
        f"the best average rank, {best['avg_rank_without']:.2f} (place {best['place_low_without']} to "
        f"{best['place_high_without']}); with the whole grid {first_before} has it."
    )
    yield markdown(table.drop(columns=["part", "tasks"]))


def _searches(table: pd.DataFrame) -> Iterator[str]:
    """Yield what cheaper searches change, from the table of ``snnbench searches``."""
    table = table.assign(search=table["search"].map(_search_in_words))
    order = list(dict.fromkeys(table["search"]))
    beyond = table[table["difference_points"].abs() > 2 * table["standard_error"]]
    named = [f"{row.method} ({row.search})" for row in beyond.itertuples()]
    yield (
        "**The search.** Successive halving goes on with a share of the settings at some epochs. The table shows what "
        "it would have chosen from the curves of the full grid, minus what the full grid chose, in points of accuracy "
        f"(standard error) over {table['tasks'].min()} tasks of 300 to 2,500 rows. The last "
        "line is the share of the grid's epochs that it trains. "
        + (
            f"More than two standard errors from 0: {listed(named)}."
            if named
            else "None is two standard errors from 0."
        )
    )
    cells = table.assign(
        cell=[
            f"{format_value(row.difference_points, 'points')} ({row.standard_error:.2f})" for row in table.itertuples()
        ]
    ).pivot(index="method", columns="search", values="cell")[order]
    share = (table["epochs"] * table["tasks"]).groupby(table["search"]).sum() / table.groupby("search")["tasks"].sum()
    cells.loc["epochs"] = [f"{share[search]:.2f}" for search in order]
    yield markdown(cells.rename_axis("network", axis=0).reset_index())


def _search_in_words(text: str) -> str:
    search = Search(strategy="halving", **yaml.safe_load(text))
    epochs = listed([str(rung) for rung in search.rungs])
    return f"{search.keep:.2g} kept at {'epoch' if len(search.rungs) == 1 else 'epochs'} {epochs}"
