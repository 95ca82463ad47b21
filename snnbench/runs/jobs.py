"""What the workflow's scripts call: one function a rule."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from snnbench.config.model import Config
from snnbench.config.read import read_config
from snnbench.data.errors import TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import Task

RESULTS = Path("results")
"""Parent of all runs' folders, and of the store they share."""


@contextmanager
def logged_job(log: str, values: Mapping[str, Any]) -> Iterator[Config]:
    """Read the config, and send log messages and the traceback of an error to the job's log file.

    Parameters
    ----------
    log : str
        Path of the log file.
    values : mapping
        The config as Snakemake has it.

    Yields
    ------
    Config
    """
    logging.basicConfig(filename=log, filemode="w", level=logging.INFO, format="%(asctime)s %(message)s", force=True)
    logging.captureWarnings(True)
    try:
        yield read_config(values)
    except Exception as error:
        logging.exception("job failed")
        print(f"{type(error).__name__}: {error}\nThe traceback is in {log}", file=sys.stderr)
        sys.exit(1)


def prepare_task(name: str, config: Config, output: str, cores: int = 1) -> None:
    """Write a task's npz file, or the reason why it cannot be had, on so many cores at most.

    Raises
    ------
    TaskUnavailable
        If it cannot be had and the config says ``missing: fail``.
    DataError
        If a user's data set is not as it should be.
    """
    try:
        places = (config.data_dir, config.mirrors)
        task = load_task(name, config.scaling, config.seed, *places, config.datasets, config.tox21, cores)
    except TaskUnavailable as error:
        if config.missing == "fail":
            raise
        logging.warning("%s", error)
        Task.save_unavailable(output, error)
    else:
        task.save(output)


def compute_cells(task_file: str, methods: Sequence[str], config: Config, output: str) -> None:
    """Write the trials of some methods on a task, all methods of one process to one file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from snnbench.data.catalog import catalog
    from snnbench.files import written_whole
    from snnbench.runs.cell import run_cells
    from snnbench.runs.rows import failed_table

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
        table = run_cells(task, methods, config, RESULTS)
    with written_whole(output) as temporary:
        pq.write_table(table, temporary)
