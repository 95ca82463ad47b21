"""The rule ``cells``: some methods on a task."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from snnbench.config.model import Config
from snnbench.data.catalog import catalog
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.runs.cell import run_cells
from snnbench.runs.rows import failed_table


def compute_cells(task_file: str, methods: Sequence[str], config: Config, results: Path, output: str) -> None:
    """Write the trials of some methods on a task, all methods of one process to one file."""
    try:
        task = Task.load(task_file)
    except TaskUnavailable as error:
        cell = {
            "suite": catalog()[error.name].suite if error.name in catalog() else "user",
            "task": error.name,
        }
        table = pa.concat_tables(
            failed_table({**cell, "split": 0, "repeat": 0, "method": name}, f"unavailable: {error.reason}")
            for name in methods
        )
    else:
        table = run_cells(task, methods, config, results)
    with written_whole(output) as temporary:
        pq.write_table(table, temporary)
