"""The three sentences that the report opens with."""

from __future__ import annotations

from snnbench.report.formats import SIGNIFICANT, listed
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.ranking import Ranking

FEW_TASKS = 10
"""Below, even a method that always wins hardly reaches p < 0.05 after a correction."""


def answer_sentences(run: RunFolder, ranking: Ranking, comparison: ResultTable | None) -> list[str]:
    """Return who ranks first, whether significantly, and how far that is from the paper.

    Parameters
    ----------
    run : RunFolder
    ranking : Ranking
        Of the networks.
    comparison : ResultTable, optional
        Of :func:`snnbench.report.tables.against_paper.ours_vs_paper`.
    """
    if not run.nets:
        return ["This run has none of the paper's networks, so no ranking can be computed and nothing is compared."]
    if not len(ranking.table):
        return ["No task has a result of every network, so no ranking can be computed.", *_distance(run, comparison)]
    if len(ranking.table) == 1:
        only = ranking.table["method"].iloc[0]
        return [f"{only} is the only network of this run, so nothing is ranked.", *_distance(run, comparison)]
    return [_first(ranking), _significant(ranking), *_distance(run, comparison)]


def _first(ranking: Ranking) -> str:
    table = ranking.table.set_index("method")
    tasks, best = len(ranking.scores), table.index[0]
    sentence = (
        f"Over {tasks} {'task' if tasks == 1 else 'tasks'}, {best} has the best average rank of the {len(table)} "
        f"networks ({table.loc[best, 'avg_rank']:.2f})"
    )
    if best == "SNN":
        return sentence + ", as in the paper."
    if "SNN" in table.index:
        place = list(table.index).index("SNN") + 1
        sentence += f", and SNN, first in the paper, comes in place {place} ({table.loc['SNN', 'avg_rank']:.2f})"
    return sentence + "."


def _significant(ranking: Ranking) -> str:
    best, others = ranking.table["method"].iloc[0], ranking.table.iloc[1:]

    one_sided, corrected = (
        others["method"][others[column] < SIGNIFICANT].tolist() for column in ("p_value", "p_value_two_sided_holm")
    )
    tests = "By the paper's one-sided paired Wilcoxon tests at the 5 % level"
    caution = "; with so few tasks no test can find much" if len(ranking.scores) < FEW_TASKS else ""
    if not one_sided:
        return f"{tests}, {best} is not significantly better than any of the others{caution}."
    all_or_some = "all of the others" if len(one_sided) == len(others) else listed(one_sided)
    survives = (
        f"two-sided and with Holm's correction {'that holds for ' + listed(corrected) if corrected else 'for none'}"
    )
    return f"{tests}, {best} is significantly better than {all_or_some}; {survives}{caution}."


def _distance(run: RunFolder, comparison: ResultTable | None) -> list[str]:
    if comparison is None:
        if (run.tasks["suite"] == "uci").any():
            return ["No network has a result on one of the paper's tasks, so nothing is compared with it."]
        return ["None of these tasks is in the paper with the same rows, so nothing is compared with it."]
    data = comparison.data
    method = "SNN" if "SNN" in set(data["method"]) else data["method"].iloc[0]
    part = data[data["method"] == method]
    tasks = len(part)
    return [
        f"{method}'s accuracy differs from the paper's by {part['difference'].abs().median():.3f} in the median over "
        f"{tasks} {'task' if tasks == 1 else 'tasks'} (mean difference {part['difference'].mean():+.3f}), and on "
        f"{int(part['covers_0'].sum())} of them the number of test rows is too small to tell the two apart."
    ]
