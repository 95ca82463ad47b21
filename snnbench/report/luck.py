"""What is luck in a run's ranking: over tasks, folds and seeds, for all tasks and by size, here and in the paper."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from snnbench.paper.sizes import LARGE_TASK_ROWS
from snnbench.paper.tables import published_accuracies
from snnbench.report.run_folder import RunFolder
from snnbench.stats.luck import AgainstAnotherRun, against_another_run
from snnbench.stats.places import MIN_TASKS, Place, places
from snnbench.stats.replicates import single_replicates, task_means
from snnbench.stats.two_level import rank_uncertainty
from snnbench.stats.variance import balanced_replicates, variance_components

TINY_TASK_ROWS = 150
"""Below, a test fold has fewer than 38 rows."""
ALL = "all tasks"
PROTOCOL = "all tasks, first fold and seed"
"""The group that follows the paper's protocol, of runs that go beyond it."""
SIZES = {
    f"fewer than {TINY_TASK_ROWS} rows": (0, TINY_TASK_ROWS),
    f"{TINY_TASK_ROWS} to {LARGE_TASK_ROWS - 1} rows": (TINY_TASK_ROWS, LARGE_TASK_ROWS),
    f"{LARGE_TASK_ROWS:,} rows and more": (LARGE_TASK_ROWS, float("inf")),
}
"""Groups of tasks that behave differently, and their bounds; those of fewer than ``MIN_TASKS`` are not ranked."""


@dataclass(frozen=True)
class GroupRanks:
    """The networks on one group of tasks.

    Attributes
    ----------
    tasks : tuple of str
    replicates : int
        Combinations of a fold and a seed, of all tasks together.
    ours : DataFrame
        Of :func:`snnbench.stats.two_level.rank_uncertainty`.
    paper : DataFrame, optional
        The same for the paper's accuracies of its own networks, on ``tasks_of_paper``.
    places : dict of str to Place
        The places that paired tests leave open for each method, by its means over folds and seeds.
    places_of_paper : dict of str to Place
        The same for the paper's accuracies; empty without them.
    means : DataFrame
        A row per method: ``ours`` over ``tasks``; where the paper has the tasks ``ours_common``, by all seeds on the
        paper's test rows (the first fold), ``paper`` and ``difference_points`` (ours minus the paper's) with
        ``standard_error`` over ``tasks_of_paper``.
    tasks_of_paper : tuple of str
        Those of the tasks with a first fold on which the paper has an accuracy of every network.
    """

    tasks: tuple[str, ...]
    replicates: int
    ours: pd.DataFrame
    paper: pd.DataFrame | None
    places: dict[str, Place]
    places_of_paper: dict[str, Place]
    means: pd.DataFrame
    tasks_of_paper: tuple[str, ...]


@dataclass(frozen=True)
class Luck:
    """Everything that folds, seeds and tasks say about a ranking.

    Attributes
    ----------
    groups : dict of str to GroupRanks
        :data:`ALL`, :data:`PROTOCOL` if a task has several folds or seeds, then those of :data:`SIZES` that have
        enough tasks.
    components : DataFrame, optional
        Of :func:`snnbench.stats.variance.variance_components`, over ``component_tasks``; None with fewer than two.
    component_tasks : tuple of str
        The tasks with the most folds and seeds, of at least :data:`TINY_TASK_ROWS` rows.
    component_rows : tuple of int
        Rows of the smallest and of the largest of them; empty without any.
    another : AgainstAnotherRun, optional
        The paper's ranks against ours; None where no task of the paper was repeated with another seed.
    """

    groups: dict[str, GroupRanks]
    components: pd.DataFrame | None
    component_tasks: tuple[str, ...]
    component_rows: tuple[int, ...]
    another: AgainstAnotherRun | None

    @staticmethod
    def of(run: RunFolder, tasks: tuple[str, ...], methods: list[str]) -> Luck | None:
        """Compute all of it; None for fewer than two methods or :data:`snnbench.stats.places.MIN_TASKS` tasks.

        Parameters
        ----------
        run : RunFolder
        tasks : tuple of str
            That every method has a result on.
        methods : list of str
            The networks that are ranked.
        """
        scores = run.replicates(pd.Index(tasks), methods)
        if len(methods) < 2 or len(scores.index.unique("task")) < MIN_TASKS:
            return None
        seed = int(run.config["seed"])
        rows = run.tasks["rows"]
        members = {ALL: list(scores.index.unique("task"))}
        for name, (least, below) in SIZES.items():
            some = [task for task in members[ALL] if least <= rows[task] < below]
            if MIN_TASKS <= len(some) < len(members[ALL]):
                members[name] = some
        groups = {name: _group(scores.loc[some], seed) for name, some in members.items()}
        if len(scores) > len(members[ALL]):
            groups = {ALL: groups.pop(ALL), PROTOCOL: _group(_first_fold_and_seed(scores), seed), **groups}
        balanced = _balanced(scores.loc[[task for task in members[ALL] if rows[task] >= TINY_TASK_ROWS]])
        components = None if balanced is None else variance_components(balanced)
        names = () if balanced is None else tuple(balanced.index.unique("task"))
        sizes = () if balanced is None else (int(rows[list(names)].min()), int(rows[list(names)].max()))
        return Luck(groups, components, names, sizes, _against_paper(scores, seed))


def paper_scores(tasks: pd.Index, methods: list[str]) -> pd.DataFrame:
    """Return the paper's accuracies of its networks among some, shape (tasks, methods).

    On those tasks on which it has one of each of them; empty for fewer than two of its networks.
    """
    published = published_accuracies()
    published = published[[method for method in methods if method in published]]
    if published.shape[1] < 2:
        return published.iloc[:0]
    return published.reindex(published.index.intersection(tasks, sort=False)).dropna()


def _first_fold_and_seed(scores: pd.DataFrame) -> pd.DataFrame:
    return scores[(scores.index.get_level_values("split") == 0) & (scores.index.get_level_values("repeat") == 0)]


def _balanced(scores: pd.DataFrame) -> pd.DataFrame | None:
    """Return what variance components are computed of, None where there is too little."""
    if scores.empty:
        return None
    balanced = balanced_replicates(scores)
    tasks = len(balanced.index.unique("task"))
    return balanced if 1 < tasks < len(balanced) else None


def _group(scores: pd.DataFrame, seed: int) -> GroupRanks:
    ours, papers_rows = task_means(scores), scores[scores.index.get_level_values("split") == 0]
    means = ours.mean().rename("ours").to_frame()
    paper = paper_scores(papers_rows.index.unique("task"), list(scores.columns))
    enough = len(paper) >= MIN_TASKS
    if enough:
        common = task_means(papers_rows).loc[paper.index, paper.columns]
        difference = 100 * (common - paper)
        means["ours_common"], means["paper"] = common.mean(), paper.mean()
        means["difference_points"], means["standard_error"] = difference.mean(), difference.sem()
    return GroupRanks(
        tasks=tuple(ours.index),
        replicates=len(scores),
        ours=rank_uncertainty(scores, seed),
        paper=rank_uncertainty(single_replicates(paper), seed) if enough else None,
        places=places(ours),
        places_of_paper=places(paper) if enough else {},
        means=means.rename_axis("method").reset_index(),
        tasks_of_paper=tuple(paper.index) if enough else (),
    )


def _against_paper(scores: pd.DataFrame, seed: int) -> AgainstAnotherRun | None:
    """Compare with the paper on its test rows, the first fold, where several seeds say what another seed changes."""
    first_fold = scores[scores.index.get_level_values("split") == 0]
    seeds = first_fold.groupby(level="task").size()
    paper = paper_scores(seeds.index[seeds > 1], list(scores.columns))
    if len(paper) < MIN_TASKS:
        return None
    same = first_fold.loc[first_fold.index.get_level_values("task").isin(paper.index), paper.columns]
    return against_another_run(same, paper, seed)
