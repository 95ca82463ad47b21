"""The rankings that tables, figures and the first sentences share."""

from __future__ import annotations

from dataclasses import dataclass

from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.ranking import Ranking, rank_methods


@dataclass(frozen=True)
class Rankings:
    """Methods ranked by accuracy.

    Attributes
    ----------
    nets : Ranking
        The networks, over all tasks measured by accuracy.
    every, small, large : Ranking
        All methods over all tasks, those of fewer than 1000 rows, and the others. Empty where the run has
        networks only.
    """

    nets: Ranking
    every: Ranking
    small: Ranking
    large: Ranking

    @staticmethod
    def of(run: RunFolder, drop_incomplete: bool) -> Rankings:
        """Compute all of them.

        Raises
        ------
        IncompleteMatrix
            Naming the missing (task, method) pairs, if ``drop_incomplete`` is false.
        """
        tasks = run.tasks_of("accuracy")
        methods = run.methods if run.other_methods else []
        large = run.large(tasks)
        return Rankings(
            rank_methods(run, run.nets, tasks, drop_incomplete),
            rank_methods(run, methods, tasks, drop_incomplete),
            rank_methods(run, methods, tasks.difference(large, sort=False), drop_incomplete),
            rank_methods(run, methods, large, drop_incomplete),
        )
