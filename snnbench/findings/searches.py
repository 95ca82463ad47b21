"""What cheaper searches change, from the table of ``snnbench searches``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from snnbench.findings.markdown import markdown
from snnbench.findings.task_sizes import tasks_in_words
from snnbench.report.formats import format_value, listed
from snnbench.training.search_settings import Search


def searches(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown."""
    table = read_searches(reference)
    yield (
        "**The search.** Successive halving goes on with a share of the settings at some epochs. The table shows what "
        "it would have chosen from the curves of the full grid, minus what the full grid chose, in points of accuracy "
        f"(standard error) over {tasks_of_searches(reference)}. The last "
        f"line is the share of the grid's epochs that it trains. {sides_taken(table)}"
    )
    table = table.assign(search=table["search"].map(search_in_words))
    order = list(dict.fromkeys(table["search"]))
    cells = table.assign(cell=points_with_error(table)).pivot(index="method", columns="search", values="cell")[order]
    share = share_of_epochs(table)
    cells.loc["epochs"] = [f"{share[search]:.2f}" for search in order]
    yield markdown(cells.rename_axis("network", axis=0).reset_index())


def read_searches(reference: Path) -> pd.DataFrame:
    """Return the table of ``snnbench searches``."""
    return pd.read_csv(reference / "searches" / "searches.csv")


def tasks_of_searches(reference: Path) -> str:
    """Return how many tasks the searches were compared on, and how large these are."""
    cells = pd.read_csv(reference / "searches" / "searches_cells.csv", usecols=["task"])
    return tasks_in_words(reference, set(cells["task"]))


def share_of_epochs(table: pd.DataFrame) -> pd.Series:
    """Return which share of the full grid's epochs each search trains."""
    return (table["epochs"] * table["tasks"]).groupby(table["search"]).sum() / table.groupby("search")["tasks"].sum()


def sides_taken(table: pd.DataFrame) -> str:
    """Return which networks a search favours or harms."""
    named = [f"{row.method} ({search_in_words(row.search)})" for row in beyond_two_errors(table).itertuples()]
    if named:
        return f"More than two standard errors from 0: {listed(named)}."
    largest = (table["difference_points"].abs() + 2 * table["standard_error"]).max()
    return (
        f"No search moves a network by two standard errors; effects of up to {largest:.1f} points cannot be excluded."
    )


def search_in_words(text: str) -> str:
    """Return a search that halves, as ``snnbench searches`` writes it, in words."""
    search = Search(strategy="halving", **yaml.safe_load(text))
    epochs = listed([str(rung) for rung in search.rungs])
    return f"{search.keep:.2g} kept at {'epoch' if len(search.rungs) == 1 else 'epochs'} {epochs}"


def beyond_two_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose difference is more than two standard errors from 0."""
    return table[table["difference_points"].abs() > 2 * table["standard_error"]]


def points_with_error(table: pd.DataFrame) -> list[str]:
    """Return each difference with its standard error in brackets."""
    return [f"{format_value(row.difference_points, 'points')} ({row.standard_error:.2f})" for row in table.itertuples()]
