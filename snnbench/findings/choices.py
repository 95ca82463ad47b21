"""What each choice of the protocol moves, from the tables of ``snnbench searches`` and ``snnbench variants``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from snnbench.findings.markdown import markdown
from snnbench.report.formats import format_value, listed
from snnbench.report.variants import scores_of
from snnbench.training.search_settings import Search


def choices(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown: searches, other choices, and the order without a part of the grid."""
    yield "## What each choice moves"
    searches = reference / "searches" / "searches.csv"
    if searches.is_file():
        yield from _searches(pd.read_csv(searches))
    variants = reference / "variants"
    if (variants / "variants.csv").is_file():
        table = pd.read_csv(variants / "variants.csv")
        yield from _variants(table, other_seeds(reference, trained_variants(table)[0]))
    ranks = reference / "variants" / "ranks.csv"
    if ranks.is_file():
        for part, rows in pd.read_csv(ranks).groupby("part", sort=False):
            yield from _without(str(part), rows)


def _variants(table: pd.DataFrame, seeds: str) -> Iterator[str]:
    """Yield what other choices move, from the table of ``snnbench variants``, and what another seed moves."""
    trained, untouched = trained_variants(table)
    named = sorted({f"{row.method} ({row.variant})" for row in untouched.itertuples()})
    yield (
        "**Other choices** of the protocol and the width, each trained with the first seed on the first fold of "
        f"{trained['tasks'].max()} tasks, against the run as it is on the same fold with the same seed; and parts of "
        "the grid to do without, on all folds and seeds. Means over the tasks, the difference, and its standard error "
        f"over the tasks, in percentage points. As the table has it, {beyond(trained)} {seeds}"
        + (f" The choice does not concern, and so does not change, {listed(named)}." if named else "")
    )
    yield markdown(table.rename(columns={"standard_error": "standard_error_points"}))


def trained_variants(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the variants that were trained, and those of them whose every score is that of the base."""
    trained = table[~table["variant"].str.startswith("without ")]
    same = (trained["difference_points"] == 0) & (trained["standard_error"] == 0)
    return trained[~same], trained[same]


def _far(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["difference_points"].abs() > 2 * table["standard_error"]]


def beyond(trained: pd.DataFrame) -> str:
    """Return which differences are more than two standard errors from 0, and how many would be by chance."""
    far = _far(trained)
    named = [
        f"{row.method} ({row.variant}, {format_value(row.difference_points, 'points')} ({row.standard_error:.2f}))"
        for row in far.itertuples()
    ]
    return (
        f"{len(far) or 'none'} of {len(trained)} differences {'is' if len(far) < 2 else 'are'} more than two standard "
        "errors from 0" + (f": {listed(named)}" if named else "") + "; one in twenty or so would be by chance."
    )


def other_seeds(reference: Path, trained: pd.DataFrame) -> str:
    """Return what seeds alone move on the tasks of the variants, for SNN and each network that a variant moves."""
    methods = list(dict.fromkeys(["SNN", *_far(trained)["method"]]))
    folders = [path.parent for path in (reference / "variants").glob("*/runs.parquet")]
    tasks = {task for folder in folders for task in scores_of(folder).index.unique("task")}
    runs = scores_of(reference / "uci")
    first_fold = runs[runs.index.isin(tasks, level="task") & (runs.index.get_level_values("split") == 0)]
    means = first_fold[methods].groupby(level="repeat").mean()
    parts = [f"{listed([f'{mean:.4f}' for mean in means[method]])} for {method}" for method in methods]
    return (
        f"Another seed alone moves as much: on these tasks the means of the base's {len(means)} seeds, the first of "
        f"which the variants are compared with, are {'; '.join(parts)}."
    )


def headlines(reference: Path) -> Iterator[str]:
    """Yield how the order changes where the grid lacks a part, for each that was tried, and what other choices move."""
    table, ranks = (reference / "variants" / name for name in ("variants.csv", "ranks.csv"))
    if not ranks.is_file():
        return
    for part, rows in pd.read_csv(ranks).groupby("part", sort=False):
        by_method = rows.set_index("method")
        best = by_method.index[0]
        fallen = (by_method["avg_rank_without"] - by_method["avg_rank_with"]).idxmax()
        yield (
            f"**{fallen} depends on `{part}`.** Without this part of the paper's grid, singled out after scores had "
            f"been seen, {fallen}'s average rank goes from {by_method.loc[fallen, 'avg_rank_with']:.2f} to "
            f"{by_method.loc[fallen, 'avg_rank_without']:.2f}, and {best} has the best, "
            f"{by_method.loc[best, 'avg_rank_without']:.2f} (place {by_method.loc[best, 'place_low_without']} to "
            f"{by_method.loc[best, 'place_high_without']})."
        )
    trained, _ = trained_variants(pd.read_csv(table))
    snn = trained.loc[trained["method"] == "SNN", "difference_points"]
    yield (
        f"**Other choices of the protocol, and 256 units:** {beyond(trained)} SNN moves by "
        f"{format_value(snn.min(), 'points')} to {format_value(snn.max(), 'points')} points."
    )


def _without(part: str, table: pd.DataFrame) -> Iterator[str]:
    """Yield how the order changes where the grid lacks a part, from a table of ``snnbench variants --ranks``."""
    best = table.iloc[0]
    first_before = table.loc[table["avg_rank_with"].idxmin(), "method"]
    yield (
        f"**The order without `{part}`**, a part of the paper's grid, singled out after scores had been seen: the best "
        f"of the other settings by validation score, on the same {best['tasks']} tasks. {best['method']} then has "
        f"the best average rank, {best['avg_rank_without']:.2f} (place {best['place_low_without']} to "
        f"{best['place_high_without']}); with the whole grid {first_before} has it."
    )
    yield markdown(table.drop(columns=["part", "tasks"]))


def _searches(table: pd.DataFrame) -> Iterator[str]:
    """Yield what cheaper searches change, from the table of ``snnbench searches``."""
    yield (
        "**The search.** Successive halving goes on with a share of the settings at some epochs. The table shows what "
        "it would have chosen from the curves of the full grid, minus what the full grid chose, in points of accuracy "
        f"(standard error) over {table['tasks'].min()} tasks of 300 to 2,500 rows. The last "
        f"line is the share of the grid's epochs that it trains. {sides_taken(table)}"
    )
    table = table.assign(search=table["search"].map(search_in_words))
    order = list(dict.fromkeys(table["search"]))
    cells = table.assign(
        cell=[
            f"{format_value(row.difference_points, 'points')} ({row.standard_error:.2f})" for row in table.itertuples()
        ]
    ).pivot(index="method", columns="search", values="cell")[order]
    share = share_of_epochs(table)
    cells.loc["epochs"] = [f"{share[search]:.2f}" for search in order]
    yield markdown(cells.rename_axis("network", axis=0).reset_index())


def share_of_epochs(table: pd.DataFrame) -> pd.Series:
    """Return which share of the full grid's epochs each search trains, from the table of ``snnbench searches``."""
    return (table["epochs"] * table["tasks"]).groupby(table["search"]).sum() / table.groupby("search")["tasks"].sum()


def sides_taken(table: pd.DataFrame) -> str:
    """Return which networks a search favours or harms, from the table of ``snnbench searches``."""
    named = [f"{row.method} ({search_in_words(row.search)})" for row in _far(table).itertuples()]
    if named:
        return f"More than two standard errors from 0: {listed(named)}."
    return "No search moves a network by two standard errors, so none takes sides as far as these tasks can tell."


def search_in_words(text: str) -> str:
    """Return a search that halves, as ``snnbench searches`` writes it, in words."""
    search = Search(strategy="halving", **yaml.safe_load(text))
    epochs = listed([str(rung) for rung in search.rungs])
    return f"{search.keep:.2g} kept at {'epoch' if len(search.rungs) == 1 else 'epochs'} {epochs}"
