"""All methods: Tables A12 and A13, and the right of Table 1."""

from __future__ import annotations

import pandas as pd

from snnbench.methods.registry import NETS, table_group
from snnbench.paper.tables import published_table
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.approximate import approximate_marks
from snnbench.report.tables.ranking import Ranking, friedman_sentence
from snnbench.stats.missing_last import compare

TESTS = ["p_value", "p_value_two_sided", "p_value_holm"]
PAPERS_METHODS = 24
_READ = (
    "Average rank by accuracy on exactly the networks' splits. The p-value: paired Wilcoxon test against the first "
    "row, one-sided as in the paper, then two-sided, then one-sided with Holm's correction; a star marks p < 0.05. "
    "In the paper's columns the other 17 are published results of the method named there, averaged over four splits. "
)


def with_published(run: RunFolder, ranking: Ranking, others: pd.DataFrame | None) -> pd.DataFrame:
    """Rank as the paper did: this run's networks among the 17 published results, on the same tasks.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of all methods; its tasks count, as far as they are the paper's.
    others : DataFrame, optional
        Of :func:`snnbench.data.published_results.other_accuracies`.

    Returns
    -------
    DataFrame
        Columns ``avg_rank`` and ``p_value`` by group of methods; missing results rank last, and tests leave them
        out. Empty without ``others`` or common tasks.
    """
    tasks = [] if others is None else [task for task in ranking.scores.index if task in others.index]
    if others is None or not tasks or not run.nets_of_paper:
        return pd.DataFrame(columns=["avg_rank", "p_value"])
    published = published_table("table_a12_a13_uci_24_methods").drop_duplicates("method")
    published = published[~published["method"].isin(NETS)]
    taken = others.loc[tasks, published["method"]].set_axis(published["method_group"], axis=1)
    networks = [method for method in run.nets_of_paper if method in ranking.scores]
    return compare(pd.concat([ranking.scores.loc[tasks, networks], taken], axis=1))


def group_table(run: RunFolder, ranking: Ranking, size: str, others: pd.DataFrame | None = None) -> ResultTable:
    """Return Table A12 (``small``) or A13 (``large``) next to the paper's.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of all methods over the tasks of that size.
    size : {"small", "large"}
        Below 1000 rows, or not.
    others : DataFrame, optional
        The published results of the other methods, for the paper's variant.
    """
    paper = _printed(size)
    data = ranking.table.reindex(columns=["method", "avg_rank", *TESTS])
    data.insert(0, "method_group", data["method"].map(table_group))
    variant = with_published(run, ranking, others)
    if len(variant):
        data["avg_rank_with_published"] = data["method_group"].map(variant["avg_rank"])
        data["p_value_with_published"] = data["method_group"].map(variant["p_value"])
    data["method_paper"] = data["method_group"].map(paper["method"])
    data["avg_rank_paper"] = data["method_group"].map(paper["avg_rank"])
    data["p_value_paper"] = data["method_group"].map(paper["p_value"])
    number, rows = ("A12", "fewer than") if size == "small" else ("A13", "at least")
    return ResultTable(
        f"table{number}",
        f"Table {number}. Average rank of all methods on tasks of {rows} 1,000 rows",
        data,
        _READ + _variant(variant) + _fewer(ranking) + _approximated(run, ranking) + friedman_sentence(ranking),
        tasks=ranking.tasks,
        left_out=ranking.left_out,
    )


def table1_ml(run: RunFolder, ranking: Ranking, others: pd.DataFrame | None = None) -> ResultTable:
    """Return the right of Table 1 next to the paper's: average rank differences on the large tasks.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of all methods over the large tasks.
    others : DataFrame, optional
        The published results of the other methods, for the paper's variant.
    """
    paper = _printed("large")
    data = ranking.table.reindex(columns=["method", "avg_rank_difference", *TESTS])
    groups = data["method"].map(table_group)
    variant = with_published(run, ranking, others)
    if len(variant):
        data["avg_rank_difference_with_published"] = groups.map(variant["avg_rank_difference"])
        data["p_value_with_published"] = groups.map(variant["p_value"])
    data["avg_rank_difference_paper"] = groups.map(paper["avg_rank"] - (PAPERS_METHODS + 1) / 2)
    data["p_value_paper"] = groups.map(paper["p_value"])
    return ResultTable(
        "table1_ml",
        "Table 1 (right). Average rank difference of all methods on large tasks",
        data,
        "The mean rank is subtracted, so below 0 is better; the paper's differences are Table A13's ranks less 12.5. "
        "The p-values as in Table A13. " + _variant(variant) + _fewer(ranking) + _approximated(run, ranking),
        tasks=ranking.tasks,
        left_out=ranking.left_out,
    )


def _variant(variant: pd.DataFrame) -> str:
    if variant.empty:
        return ""
    return (
        "Nets with published results: the paper's variant, this run's networks ranked among the published results of "
        f"the other methods on the same tasks; best is {variant.index[0]}, with which the p-values compare. "
    )


def _printed(size: str) -> pd.DataFrame:
    table = published_table("table_a12_a13_uci_24_methods")
    return table[table["size_group"] == size].set_index("method_group")


def _fewer(ranking: Ranking) -> str:
    count, unranked = len(ranking.table), f"{ranking.unranked} " if ranking.unranked else ""
    if count == PAPERS_METHODS:
        return ""
    return unranked + (
        f"This run ranks {count} methods and the paper {PAPERS_METHODS}, so the ranks themselves do not compare. "
    )


def _approximated(run: RunFolder, ranking: Ranking) -> str:
    """Say which methods were approximated on how many of the tasks."""
    others = [method for method in ranking.scores if method in run.other_methods]
    marks = approximate_marks(run, ranking.scores.rename_axis("task").reset_index(), others)
    counts = {method: sum(column == method for _, column in marks) for method in others}
    return "".join(
        f"{method} is an approximation on {count} of these tasks, marked † in the table of the other methods. "
        for method, count in counts.items()
        if count
    )
