"""The networks among all methods, the right half of the paper's Table 1."""

from __future__ import annotations

from collections.abc import Iterator

from snnbench.findings.markdown import markdown
from snnbench.report.formats import SIGNIFICANT, ordinal
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.groups import group_table
from snnbench.report.tables.ranking import Ranking

SHOWN = 10
"""Methods of the table, next to the networks."""


def headline(rankings: Rankings) -> str:
    """Return the place of SNN among all methods, on all tasks and on the large ones, which the paper's Table 1 has."""
    everything, large = (_place(ranking) for ranking in (rankings.every, rankings.large))
    return (
        f"**Among all {len(rankings.every.table)} methods SNN is {everything[0]}**, {everything[1]}. On "
        f"the {len(rankings.large.scores)} tasks of 1,000 rows and more, on which the paper has it first, it is "
        f"{large[0]}, {large[1]}. The other methods are fitted here, where the paper quotes published results "
        "([details](results-in-detail.md#all-methods))."
    )


def all_methods(run: RunFolder, rankings: Rankings) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## All methods"
    paper = group_table(run, rankings.large, "large").data.set_index("method")["avg_rank_paper"]
    large = rankings.large.table.set_index("method").assign(avg_rank_paper=paper)
    table = rankings.every.table.set_index("method")[["avg_rank"]]
    table["avg_rank_large_tasks"] = large["avg_rank"]
    table["p_value_two_sided_holm"] = large["p_value_two_sided_holm"]
    table["avg_rank_paper"] = large["avg_rank_paper"]
    shown = [method for place, method in enumerate(table.index) if place < SHOWN or method in run.nets]
    beaten = int((large["p_value_two_sided_holm"] < SIGNIFICANT).sum())
    yield (
        f"Average ranks by the paper's protocol over {len(rankings.every.scores)} tasks, and over the "
        f"{len(rankings.large.scores)} of 1,000 rows and more with p-values against the best there "
        f"({rankings.large.table['method'].iloc[0]}, significantly better than {beaten} of {len(large) - 1}) and "
        "the paper's ranks of the same kind of method (Table A13). The other methods are fitted here on the networks' "
        "training rows; in the paper they are published results over four splits. The "
        f"{SHOWN} best and all networks are shown."
    )
    yield markdown(table.loc[shown].reset_index())


def _place(ranking: Ranking) -> tuple[str, str]:
    """Return SNN's place, and its average rank next to the best."""
    table = ranking.table.set_index("method")
    best, place = table.index[0], list(table.index).index("SNN") + 1
    rank = f"with average rank {table.loc['SNN', 'avg_rank']:.2f}"
    if place == 1:
        return "first", rank
    worse = table.loc["SNN", "p_value_two_sided_holm"]
    significantly = "significantly" if worse < SIGNIFICANT else "not significantly"
    return ordinal(place), f"{rank} {significantly} behind {best} ({table.loc[best, 'avg_rank']:.2f})"
