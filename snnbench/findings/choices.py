"""What each choice of the protocol moves, from the tables of ``snnbench searches`` and ``snnbench variants``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from scipy import stats

from snnbench.findings.markdown import markdown
from snnbench.findings.searches import beyond_two_errors, points_with_error, searches
from snnbench.findings.task_sizes import tasks_in_words
from snnbench.report.formats import format_value, listed
from snnbench.report.variants import scores_of

BY_CHANCE = 2 * stats.norm.sf(2)
"""Share of differences beyond two standard errors where nothing differs."""


def choices(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown: searches, other choices, and the order without a part of the grid."""
    yield "## What each choice moves"
    if (reference / "searches" / "searches.csv").is_file():
        yield from searches(reference)
    variants = reference / "variants"
    if (variants / "variants.csv").is_file():
        table = pd.read_csv(variants / "variants.csv")
        yield from _variants(reference, table)
    ranks = reference / "variants" / "ranks.csv"
    if ranks.is_file():
        for part, rows in pd.read_csv(ranks).groupby("part", sort=False):
            yield from _without(str(part), rows)


def _variants(reference: Path, table: pd.DataFrame) -> Iterator[str]:
    """Yield what other choices move, from the table of ``snnbench variants``, and what another seed moves."""
    trained, untouched = trained_variants(table)
    named = sorted({f"{row.method} ({row.variant})" for row in untouched.itertuples()})
    yield (
        "**Other choices** of the protocol and the width, each trained with the first seed on the first fold of "
        f"{tasks_in_words(reference, variant_tasks(reference))}, against the run as it is on the same fold with the "
        "same seed; and parts of the grid to do without, on all folds and seeds. Means over the tasks, the difference, "
        "and its standard error over the tasks, in percentage points. "
        f"{beyond(trained)} {other_seeds(reference, trained)}"
        + (f" The choice does not concern, and so does not change, {listed(named)}." if named else "")
    )
    yield markdown(table.rename(columns={"standard_error": "standard_error_points"}))


def trained_variants(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the variants that were trained, and those of them whose every score is that of the base."""
    trained = table[~table["variant"].str.startswith("without ")]
    same = (trained["difference_points"] == 0) & (trained["standard_error"] == 0)
    return trained[~same], trained[same]


def beyond(trained: pd.DataFrame) -> str:
    """Return which differences are more than two standard errors from 0, and how many would be by chance."""
    far = beyond_two_errors(trained)
    named = [
        f"{method} ({variant}, {points})"
        for method, variant, points in zip(far["method"], far["variant"], points_with_error(far), strict=True)
    ]
    return (
        f"{len(far) or 'None'} of {len(trained)} differences {'is' if len(far) < 2 else 'are'} more than two standard "
        "errors from 0"
        + (f": {listed(named)}" if named else "")
        + f"; {len(trained) * BY_CHANCE:.1f} are to be expected by chance."
    )


def other_seeds(reference: Path, trained: pd.DataFrame) -> str:
    """Return what seeds alone move, and what a variant moves from the mean of them, for networks that one moves."""
    far = beyond_two_errors(trained)
    methods = list(dict.fromkeys(["SNN", *far["method"]]))
    means = _means_of_seeds(reference, methods)
    parts = [f"{listed([f'{100 * mean:.1f}' for mean in means[method]])} for {method}" for method in methods]
    said = (
        "For comparison, the accuracies with the seeds of the reference, the first of which is the base, are "
        f"{'; '.join(parts)}."
    )
    if len(far):
        again = [
            format_value(100 * (changed - means[method].mean()), "points")
            for method, changed in zip(far["method"], far["changed"], strict=True)
        ]
        said += f" Against the mean of the seeds, what was named {'is' if len(far) == 1 else 'are'} {listed(again)}."
    return said


def variant_tasks(reference: Path) -> set[str]:
    """Return the tasks that variants were trained on."""
    folders = [path.parent for path in (reference / "variants").glob("*/runs.parquet")]
    return {task for folder in folders for task in scores_of(folder).index.unique("task")}


def _means_of_seeds(reference: Path, methods: list[str]) -> pd.DataFrame:
    """Return the mean accuracy of each seed on the first fold of the variants' tasks, shape (seeds, methods)."""
    runs = scores_of(reference / "uci")
    first_fold = runs[
        runs.index.isin(variant_tasks(reference), level="task") & (runs.index.get_level_values("split") == 0)
    ]
    return first_fold[methods].groupby(level="repeat").mean()


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
            f"**{fallen} depends on `{part}`.** Without this part of the paper's grid (a question asked after the "
            f"scores were known), {fallen}'s average rank goes from {by_method.loc[fallen, 'avg_rank_with']:.2f} to "
            f"{by_method.loc[fallen, 'avg_rank_without']:.2f}, and {best} has the best, "
            f"{by_method.loc[best, 'avg_rank_without']:.2f} (place {by_method.loc[best, 'place_low_without']} to "
            f"{by_method.loc[best, 'place_high_without']})."
        )
    trained, _ = trained_variants(pd.read_csv(table))
    snn = trained.loc[trained["method"] == "SNN", "difference_points"]
    far = beyond_two_errors(trained)
    yield (
        f"**Other choices of the protocol, and 256 units,** move SNN by {format_value(snn.min(), 'points')} to "
        f"{format_value(snn.max(), 'points')} points. {len(far) or 'None'} of {len(trained)} differences of all "
        f"networks {'is' if len(far) < 2 else 'are'} more than two standard errors from 0"
        + (f" ({listed(list(far['method'].unique()))})." if len(far) else ".")
    )


def _without(part: str, table: pd.DataFrame) -> Iterator[str]:
    """Yield how the order changes where the grid lacks a part, from a table of ``snnbench variants --ranks``."""
    best = table.iloc[0]
    first_before = table.loc[table["avg_rank_with"].idxmin(), "method"]
    yield (
        f"**The order without `{part}`**, a part of the paper's grid (a question asked after the scores were known): "
        f"the best of the other settings by validation score, on the same {best['tasks']} tasks. {best['method']} "
        f"then has the best average rank, {best['avg_rank_without']:.2f} (place {best['place_low_without']} to "
        f"{best['place_high_without']}); with the whole grid {first_before} has it."
    )
    yield markdown(table.drop(columns=["part", "tasks"]))
