"""What a cell may take where the config sets no limit: so much that only what goes wrong meets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from snnbench.config.model import Config
from snnbench.plan.counts import Planner, max_seconds
from snnbench.plan.sizes import size_of

MIN_MEGABYTES, TIMES_PLANNED_MEGABYTES = 4000, 4
"""The lowest limit of a cell's memory, and the limit as a multiple of what is planned."""


class DefaultLimits(NamedTuple):
    """Most memory and wall time of a cell."""

    megabytes: float
    seconds: float


def default_limits(cells: Iterable[tuple[str, str]], config: Config) -> DefaultLimits:
    """Return the limits of each of some cells, by the largest of them.

    A job asks for them itself: among the parameters of its rule they would make Snakemake run all jobs again when a
    constant of the forecast changes, although they decide no result.

    Parameters
    ----------
    cells : iterable of (str, str)
        Task and method, at least one.
    config : Config
        With the device that was decided.
    """
    planner = Planner(config)
    counted = [planner.counts(size_of(task, config).coarse(), method) for task, method in cells]
    megabytes = max(MIN_MEGABYTES, TIMES_PLANNED_MEGABYTES * max(cell.megabytes for cell in counted))
    return DefaultLimits(megabytes, max(map(max_seconds, counted)))
