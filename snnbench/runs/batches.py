"""Which tasks and cells share a job: a function of the config and the catalog, never of the machine.

A job costs some seconds before it computes anything, and a cluster takes a few thousand of them. So small work is put
together, in the order of the config, and large work stays apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from snnbench.config.model import Config

MAX_JOB_SECONDS, MIN_JOB_SECONDS = 600.0, 60.0
"""Planned seconds that a job of cells is filled up to: ten minutes, less where a run is short; its start takes six."""
JOBS_OF_A_SHORT_RUN = 8
"""Jobs that a run is cut into where that makes each last at least :data:`MIN_JOB_SECONDS`."""
ROWS_PER_GROUP, TASKS_PER_GROUP = 100_000, 100
"""Most rows and tasks that are prepared by one job."""

Item = TypeVar("Item", bound=Hashable)


class CellName(NamedTuple):
    """A method on a task."""

    task: str
    method: str


def batches_of_cells(
    config: Config, suite: Callable[[str], str], seconds: Callable[[CellName], float]
) -> dict[str, list[CellName]]:
    """Return the cells of each job by its name.

    Parameters
    ----------
    config : Config
    suite : callable
        Of a task, by its name.
    seconds : callable
        Planned for a cell; the same on every machine.
    """
    cells = [CellName(task, method) for task in config.tasks for method in config.methods_on(suite(task))]
    took = {cell: seconds(cell) for cell in cells}
    most = seconds_of_a_job(sum(took.values()))
    return _named(_filled(cells, {cell: took[cell] / most for cell in cells}), lambda cell: cell.task)


def seconds_of_a_job(of_all: float) -> float:
    """Return the planned seconds that a job of cells is filled up to.

    Parameters
    ----------
    of_all : float
        Planned seconds of all cells of the run.
    """
    return min(MAX_JOB_SECONDS, max(MIN_JOB_SECONDS, of_all / JOBS_OF_A_SHORT_RUN))


def groups_of_tasks(tasks: Sequence[str], rows: Callable[[str], int]) -> dict[str, list[str]]:
    """Return the tasks that are prepared by each job, by its name.

    Parameters
    ----------
    tasks : sequence of str
    rows : callable
        Of a task, by its name.
    """
    shares = {task: max(rows(task) / ROWS_PER_GROUP, 1 / TASKS_PER_GROUP) for task in tasks}
    # The features of Tox21 are computed by several processes.
    shares.update({task: 1.0 for task in tasks if task == "tox21"})
    return _named(_filled(tasks, shares), str)


def _filled(items: Iterable[Item], shares: dict[Item, float]) -> list[list[Item]]:
    """Put items into jobs in order, each job full when their shares reach 1; larger ones stay alone."""
    jobs: list[list[Item]] = []
    open_share = math.inf  # no job is open yet
    for item in items:
        if open_share + shares[item] > 1 + 1e-9:
            jobs.append([])
            open_share = 0.0
        jobs[-1].append(item)
        open_share += shares[item]
    return jobs


def _named(jobs: Iterable[list[Item]], task_of: Callable[[Item], str]) -> dict[str, list[Item]]:
    """Name jobs by their place and their first task."""
    return {f"{number:04d}-{task_of(job[0])}": job for number, job in enumerate(jobs, start=1)}
