"""Average ranks and tests: what Tables 1, A12 and A13 have in common."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from snnbench.report.formats import format_value, listed
from snnbench.report.run_folder import NOT_RUN, RunFolder
from snnbench.stats.comparison import compare_with_best
from snnbench.stats.friedman import friedman_test
from snnbench.stats.matrix import comparable, refuse_holes


class Ranking(NamedTuple):
    """Methods by average rank over the tasks that all of them have a result on.

    Attributes
    ----------
    table : DataFrame
        Of :func:`snnbench.stats.comparison.compare_with_best`; empty if there is no such task.
    scores : DataFrame, shape (tasks, methods)
        Dense.
    left_out : dict of str to str
        Why by task.
    without_result : list of str
        Methods that are not ranked because they have no result on any task.
    """

    table: pd.DataFrame
    scores: pd.DataFrame
    left_out: dict[str, str]
    without_result: list[str]

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks ranked on."""
        return tuple(self.scores.index)

    @property
    def unranked(self) -> str:
        """The methods without any result in a sentence; empty if there are none."""
        if not self.without_result:
            return ""
        verb = "has no result and is" if len(self.without_result) == 1 else "have no result and are"
        return f"{listed(self.without_result)} {verb} not ranked."


def rank_methods(run: RunFolder, methods: list[str], tasks: pd.Index, drop_incomplete: bool) -> Ranking:
    """Rank methods by accuracy.

    Parameters
    ----------
    run : RunFolder
    methods : list of str
    tasks : Index
        Names.
    drop_incomplete : bool
        Leave out methods without any result, and tasks that lack a result of the others, instead of refusing.

    Raises
    ------
    IncompleteMatrix
        Naming the missing (task, method) pairs, if ``drop_incomplete`` is false.
    """
    if not methods:
        return Ranking(pd.DataFrame({"method": []}), pd.DataFrame(), {}, [])
    found = run.scores("accuracy").loc[tasks, methods]
    if not drop_incomplete:
        refuse_holes(found)
    scores, incomplete, without_result = comparable(found)
    reasons = run.reasons()
    left_out = {task: reasons.get(task, NOT_RUN) for task in incomplete}
    table = compare_with_best(scores) if scores.size else pd.DataFrame({"method": []})
    if len(scores) == 1:
        # A single task has nothing to test.
        table.loc[:, table.columns.str.startswith("p_value") | (table.columns == "effect_size")] = float("nan")
    return Ranking(table, scores, left_out, without_result)


def friedman_sentence(ranking: Ranking) -> str:
    """Return what Friedman's test says about the methods, in words; empty if there is too little to test."""
    if ranking.scores.shape[1] < 3 or len(ranking.scores) < 2:
        return ""
    statistic, p_value = friedman_test(ranking.scores)
    return (
        f"Friedman's test that all of them score alike on these {len(ranking.scores)} tasks: "
        f"chi-squared {statistic:.1f}, p = {format_value(p_value, 'p_value')}."
    )
