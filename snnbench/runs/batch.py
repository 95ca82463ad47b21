"""The rule ``cells``: the cells of one job."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from snnbench.config.model import Config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.runs.cells import run_cells, show_cell
from snnbench.runs.intermediate import DamagedFile, made_by_a_job
from snnbench.runs.isolated import Processes
from snnbench.runs.named import method_named
from snnbench.runs.reasons import failed, readable
from snnbench.runs.rows import TRIALS, failed_table
from snnbench.runs.state import Failure, write_state


class BatchFiles(Protocol):
    """Where a job's rows go, and what failed of it."""

    rows: str
    state: str


def compute_batch(
    cells: Sequence[tuple[str, str]],
    folders: Sequence[str],
    config: Config,
    results: Path,
    output: BatchFiles,
    *,
    attempt: int = 0,
    default_megabytes: float | None = None,
    default_seconds: float | None = None,
    log_file: str | None = None,
) -> None:
    """Write the trials of some cells to one file.

    Parameters
    ----------
    cells : sequence of (str, str)
        Task and method; those of a task one after the other.
    folders : sequence of str
        With the npz files of the tasks.
    config : Config
    results : Path
    output : BatchFiles
    attempt : int
        See :mod:`snnbench.runs.state`.
    default_megabytes, default_seconds, log_file
        As of :func:`snnbench.runs.cells.run_cells`.
    """
    # One for all tasks, since what it loads before it forks is settled when its first process starts.
    processes = Processes((method_named(method, config) for _, method in cells), config.device)
    tables = [TRIALS.empty_table()]
    for name, of_task in groupby(cells, key=lambda cell: cell[0]):
        methods = [method for _, method in of_task]
        try:
            task = _task(name, folders)
        except TaskUnavailable as error:
            for method in methods:
                tables.append(_unavailable(error, method))
                show_cell(results / config.run, name, method, tables[-1])
        else:
            rows = run_cells(
                task,
                methods,
                config,
                results,
                executor=processes,
                default_megabytes=default_megabytes,
                default_seconds=default_seconds,
                log_file=log_file,
            )
            tables.append(rows)
    rows = pa.concat_tables(tables)
    with written_whole(output.rows) as temporary:
        pq.write_table(rows, temporary)
    write_state(output.state, attempt, _failures(rows))


def _task(name: str, folders: Sequence[str]) -> Task:
    """Return a task from the folder that holds it."""
    paths = [Path(folder, f"{name}.npz") for folder in folders]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise DamagedFile(f"{name}.npz is in none of {', '.join(folders)}: delete them and give the command again")
    with made_by_a_job(path, delete=path.parent):
        return Task.load(path)


def _unavailable(error: TaskUnavailable, method: str) -> pa.Table:
    from snnbench.data.catalog import catalog

    suite = catalog()[error.name].suite if error.name in catalog() else "user"
    names = {"suite": suite, "task": error.name, "split": 0, "repeat": 0, "method": method}
    return failed_table(names, readable(f"unavailable: {error.reason}"))


def _failures(rows: pa.Table) -> list[Failure]:
    """Return the cells and settings that failed, with the reason of the first failure of each cell."""
    reasons: dict[str, str] = {}
    for row in rows.select(["task", "method", "status"]).to_pylist():
        if failed(row["status"]):
            reasons.setdefault(f"{row['method']} on {row['task']}", row["status"])
    return [{"what": what, "reason": reason} for what, reason in reasons.items()]
