"""The page ``docs/results.md``: every number in it is computed from ``results/reference``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

import pandas as pd
import yaml

from snnbench.paper.tables import published_accuracies, published_auc
from snnbench.report.formats import format_value, label, listed
from snnbench.report.luck import ALL, Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.auc import htru2_folds, table3_htru2
from snnbench.report.tables.luck import ranks_with_intervals, variance_sources
from snnbench.report.verdict import verdict_sentences
from snnbench.stats.missing_last import compare
from snnbench.training.search_settings import Search

TOX21_PROTOCOLS = {
    "tox21-folds": "With what goes beyond the paper: similar compounds as columns, five folds, refitting",
    "tox21": "By the paper's plain protocol",
}
"""Folders of the Tox21 section by the protocol of their runs."""
COLLAPSED = 0.1
"""A network that is further than this below the median of the seven has collapsed on the task."""


def findings(reference: Path) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    reference : Path
        The folder ``results/reference``. Of the networks on UCI tasks the run ``uci`` is described, or ``quick`` where
        that is missing; of HTRU2 ``htru2`` or ``quick``.
    """
    uci = _run(reference, "uci")
    ranking = Rankings.of(uci, drop_incomplete=True).nets
    luck = Luck.of(uci, ranking.tasks, list(ranking.table["method"]))
    parts = [
        "# Results",
        f"This page is written by `snnbench findings`, from the rows in [`results/reference`](../results/reference); a "
        f"test fails when they part. The networks on UCI tasks are those of `results/reference/{uci.name}`.",
        *_verdict(luck, uci),
        *_luck(luck),
        *_choices(reference),
        *_tox21(reference),
        *_htru2(_run(reference, "htru2")),
        *_not_published(),
    ]
    return "\n\n".join(parts) + "\n"


def _run(reference: Path, name: str) -> RunFolder:
    return RunFolder.read(reference / (name if (reference / name / "runs.parquet").is_file() else "quick"))


def _verdict(luck: Luck | None, run: RunFolder) -> Iterator[str]:
    yield "## Does SNN rank first?"
    yield "\n".join(f"- {sentence}" for sentence in verdict_sentences(luck, run.uses_halving))


def _luck(luck: Luck | None) -> Iterator[str]:
    if luck is None:
        return
    yield "## What is luck"
    table = ranks_with_intervals(luck)
    yield table.note
    yield markdown(table.data[table.data["group"] == ALL].drop(columns=["group", "tasks"]))
    if luck.components is not None:
        sources = variance_sources(luck)
        yield sources.note
        yield markdown(sources.data)


def _choices(reference: Path) -> Iterator[str]:
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


def _tox21(reference: Path) -> Iterator[str]:
    yield "## Tox21"
    yield (
        "Mean AUC over the twelve assays on the final compounds, mean and standard deviation over the repeats, a 95 % "
        "interval over compounds, and the AUC of the mean prediction of the repeats. [How it is made](tox21.md)."
    )
    for name, title in TOX21_PROTOCOLS.items():
        folder = reference / name
        if folder.is_dir():
            yield f"### {title}"
            yield markdown(pd.read_csv(folder / "comparison.csv").drop(columns="without_shared"))
            lines = (folder / "summary.txt").read_text(encoding="utf-8").splitlines()
            yield "\n".join(f"- {line}" for line in lines if line)
            if (folder / "table2_tox21.csv").is_file():
                yield from _tox21_by_depth(pd.read_csv(folder / "table2_tox21.csv"))


def _tox21_by_depth(table: pd.DataFrame) -> Iterator[str]:
    """Yield Table 2 with the paper's numbers in brackets."""
    table = table.assign(cell=list(map(_next_to, table["auc_percent"], table["auc_percent_paper"])))
    cells = table.pivot(index="method", columns="depth", values="cell").fillna("–")
    yield (
        "Table 2, the mean AUC in percent by depth (hidden layers, blocks of ResNet), the paper's in brackets. A dash: "
        "every setting diverged, or the depth was not tried."
    )
    yield markdown(cells.loc[table["method"].unique()].rename_axis("network").reset_index())


def _next_to(ours: float, paper: float) -> str:
    shown = "–" if pd.isna(ours) else f"{ours:.1f}"
    return shown if pd.isna(paper) else f"{shown} ({paper:.1f})"


def _htru2(run: RunFolder) -> Iterator[str]:
    table = table3_htru2(run)
    if not len(table.data):
        return
    yield "## HTRU2"
    yield markdown(table.data[["method", "auc", "std", "p_value_two_sided", "auc_paper", "std_paper"]].head(9))
    folds = htru2_folds(run)
    best = table.data["method"].iloc[0]
    if "SNN" in folds and best != "SNN":
        difference = folds["SNN"] - folds[best]
        yield (
            f"SNN's mean AUC over the ten folds is {folds['SNN'].mean():.4f} (the paper's "
            f"{published_auc('htru2', 'SNN'):.4f}); {best} has {folds[best].mean():.4f}. The difference is "
            f"{difference.mean():+.4f} (standard error over folds {difference.sem():.4f})."
        )


def _not_published() -> Iterator[str]:
    """Yield what the paper's own numbers say that nobody had published."""
    yield "## What had not been published"
    accuracies = published_accuracies()
    tests = compare(accuracies)
    surviving = [str(m) for m in tests.index[tests["p_value_two_sided_holm"] < 0.05]]
    one, two = (tests.loc["MSRAinit", name] for name in ("p_value", "p_value_two_sided"))
    below = accuracies.sub(accuracies.median(axis=1), axis=0).round(9) < -COLLAPSED
    counts = [f"{method} on {count}" for method, count in below.sum().sort_values(ascending=False).items()]
    collapsed = int(below.any(axis=1).sum())
    ranks = accuracies[~below.any(axis=1)].dropna().rank(axis=1, ascending=False).mean().sort_values()
    with (resources.files("snnbench.data") / "constants" / "two_file_scaling.csv").open(encoding="utf-8") as file:
        scaling = pd.read_csv(file).drop_duplicates("name")
    scales = int((scaling["train_scheme"] != scaling["test_scheme"]).sum())
    lines = [
        f"The paper's p-values are one-sided: for SNN against MSRAinit {one:.3f}, two-sided {two:.3f}. Two-sided and "
        f"with Holm's correction SNN differs from {listed(surviving)}.",
        f"Of the archive's {len(scaling)} tasks with a test file, {scales} have it on another scale than the training "
        "file ([data](data.md)).",
        f"In Table A11 some networks collapse to more than {100 * COLLAPSED:.0f} points below the median of the seven: "
        f"{listed(counts)} tasks. Without the {collapsed} tasks where one does, the average ranks "
        f"are {listed([f'{method} {rank:.2f}' for method, rank in ranks.items()])}.",
    ]
    yield "\n".join(f"- {line}" for line in lines)


def markdown(data: pd.DataFrame) -> str:
    """Return a table in Markdown, numbers as in the report."""
    rows: list[Sequence[str]] = [[label(str(column)) for column in data], ["---"] * len(data.columns)]
    for values in data.itertuples(index=False, name=None):
        rows.append([format_value(value, str(column)) for column, value in zip(data, values, strict=True)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
