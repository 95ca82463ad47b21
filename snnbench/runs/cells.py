"""The rule ``cells``: methods on tasks, each cell from the store or in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from snnbench.config.model import Config, Limits
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.methods.method import Method
from snnbench.runs.at_work import file_at_work
from snnbench.runs.child import Assignment, Outcome
from snnbench.runs.compute import Replication
from snnbench.runs.gpu_slot import environment_of_gpu
from snnbench.runs.gpus import decided_device
from snnbench.runs.isolated import Processes
from snnbench.runs.keys import key_of, key_of_replication
from snnbench.runs.named import method_named
from snnbench.runs.reasons import failed, reason_of
from snnbench.runs.rows import TRIALS, failed_table, trials_table
from snnbench.runs.store import FinishedTrials, Store

log = logging.getLogger(__name__)


class Executor(Protocol):
    """Runs assignments: :class:`~snnbench.runs.isolated.Processes`, or in this process for a debugger."""

    def run(self, assignment: Assignment, limits: Limits) -> Iterator[Outcome]:
        """Yield how each replication of an assignment ended."""


@dataclass
class Cell:
    """A method on a task, with the rows of each replication as far as they are known.

    Attributes
    ----------
    task : Task
    method : Method
    replications : list of Replication
    keys : list of str
        Of their results in the store.
    rows : dict
        Tables by the replication's place in the list.
    """

    task: Task
    method: Method
    replications: list[Replication]
    keys: list[str] = field(default_factory=list)
    rows: dict[int, pa.Table] = field(default_factory=dict)

    @property
    def missing(self) -> list[int]:
        """Places of the replications that are still to be computed."""
        return [place for place in range(len(self.replications)) if place not in self.rows]

    def table(self) -> pa.Table:
        """Return the rows of all replications, in order."""
        return pa.concat_tables([TRIALS.empty_table(), *(self.rows[place] for place in sorted(self.rows))])


def run_cells(
    task: Task,
    methods: Sequence[str],
    config: Config,
    results: Path,
    *,
    executor: Executor | None = None,
    default_megabytes: float | None = None,
    default_seconds: float | None = None,
    log_file: str | None = None,
) -> pa.Table:
    """Return all trials of some methods on a task, computing those that the store does not hold.

    Each cell's rows are shown to those who watch the run. A method that raises, dies or
    exceeds a limit leaves a row with the reason.

    Parameters
    ----------
    task : Task
    methods : sequence of str
    config : Config
    results : Path
        Parent of the run's folder, and of the store that all runs share where the config names no other.
    executor : Executor, optional
        By default each cell gets a process of its own.
    default_megabytes, default_seconds : float, optional
        Most memory and wall time of a cell where the config names no limit.
    log_file : str, optional
        Takes what methods print; by default the terminal does.

    Raises
    ------
    NoGPU
        If the config asks for a GPU and none is visible.
    """
    store = Store(config.store or str(results / "store"))
    cells = [_cell(task, name, config, store) for name in methods]
    limits = Limits(
        seconds=config.limits.seconds or default_seconds, megabytes=config.limits.megabytes or default_megabytes
    )
    missing = [cell for cell in cells if cell.missing]
    device = "cpu" if any(cell.replications[0].device == "cpu" for cell in missing) else "cuda"
    executor = executor or Processes([cell.method for cell in missing], device)
    for cell in cells:
        if cell.missing:
            with file_at_work(results / config.run, task.name, cell.method.name) as at_work:
                _compute(cell, store, config, executor, limits, log_file, at_work)
        show_cell(results / config.run, task.name, cell.method.name, cell.table())
    return pa.concat_tables([TRIALS.empty_table(), *(cell.table() for cell in cells)])


def show_cell(run: Path, task: str, method: str, rows: pa.Table) -> None:
    """Write the rows of a finished cell for those who watch; no job needs the file, and it need not be shared."""
    with written_whole(run / "cells" / task / f"{method}.parquet") as temporary:
        pq.write_table(rows, temporary)


def replications_of(task: Task, name: str, config: Config) -> list[Replication]:
    """Return what a config says about each replication of a method on a task."""
    device = decided_device(config.device) if method_named(name, config).uses_gpu else "cpu"
    return [
        Replication(
            suite=task.suite,
            task=task.name,
            split=split,
            repeat=repeat,
            method=name,
            settings=config.grid_of(task.suite, name),
            seed=config.seed,
            protocol=config.protocol,
            search=config.search,
            stack_megabytes=config.stack_megabytes,
            precision=config.precision,
            device=device,
        )
        for split in config.scored_splits_of(task.suite, task.rows, len(task.splits), task.refit)
        for repeat in config.repeats_of(task.suite, task.rows, name)
    ]


def _cell(task: Task, name: str, config: Config, store: Store) -> Cell:
    """Return a cell with the rows that the store holds."""
    cell = Cell(task, method_named(name, config), replications_of(task, name, config))
    _look_up(cell, store)
    return cell


def _look_up(cell: Cell, store: Store) -> None:
    """Fill in the rows that the store holds, and those of replications that cannot be scored."""
    content = cell.task.content_hash()
    for place, replication in enumerate(cell.replications):
        try:
            cell.keys.append(key_of_replication(replication, content, cell.method))
        except (ImportError, SyntaxError) as error:
            log.exception("%s: its source cannot be read", cell.method.name)
            cell.keys.append("")
            cell.rows[place] = failed_table(replication.names, reason_of(error))
            continue
        reason = cell.task.without_score(replication.split, replication.repeat)
        stored = None if reason else store.get(cell.keys[place], TRIALS)
        if reason:
            cell.rows[place] = failed_table(replication.names, reason)
        elif stored is not None:
            log.info("%s: found in the store", replication)
            cell.rows[place] = stored


def _compute(
    cell: Cell,
    store: Store,
    config: Config,
    executor: Executor,
    limits: Limits,
    log_file: str | None,
    at_work: Path | None,
) -> None:
    """Compute what is missing of a cell, and keep what succeeded."""
    missing = cell.missing
    finished = [FinishedTrials(store, cell.keys[place]) for place in missing]
    content = cell.task.content_hash()
    replications = [cell.replications[place] for place in missing]
    choices = [key_of_replication(replace(replication, repeat=0), content, cell.method) for replication in replications]
    folds = [FinishedTrials(store, key_of(chosen_by=key)) for key in choices]
    assignment = Assignment(cell.task, cell.method, replications, finished, folds, log=log_file, at_work=at_work)
    for place, kept, outcome in zip(
        missing, finished, outcomes_on_device(assignment, config.jobs_per_gpu, executor, limits), strict=True
    ):
        replication = cell.replications[place]
        if outcome.reason != "ok":
            log.error("%s: %s\n%s", replication, outcome.reason, outcome.traceback)
            cell.rows[place] = failed_table(replication.names, outcome.reason)
            continue
        rows = trials_table(replication.names, outcome.trials, outcome.peak_mb)
        cell.rows[place] = rows
        failures = sum(failed(trial.status) for trial in outcome.trials)
        log.info("%s: %d trials%s", replication, len(outcome.trials), f", {failures} failed" if failures else "")
        # A failure is never kept, so that the next call tries again.
        if not failures and store.put(cell.keys[place], rows):
            kept.remove()


def outcomes_on_device(
    assignment: Assignment, jobs_per_gpu: int, executor: Executor, limits: Limits
) -> Iterable[Outcome]:
    """Yield outcomes of an assignment; a GPU is held while it runs on one."""
    if assignment.replications[0].device == "cpu":
        yield from executor.run(assignment, limits)
        return
    with environment_of_gpu(jobs_per_gpu) as environment:
        # Its process sees one GPU only, so that all code knows a single device.
        on_gpu = replace(assignment, device="cuda", environment=environment)
        yield from executor.run(on_gpu, limits)
