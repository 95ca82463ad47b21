"""The rule ``collect``: joining the rows of all cells of a run, and saying what made them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from snnbench.config.model import Config
from snnbench.files import written_whole
from snnbench.runs.chosen import runs_of
from snnbench.runs.environment import write_environment
from snnbench.runs.intermediate import made_by_a_job
from snnbench.runs.rows import RUNS


class RunFiles(Protocol):
    """Paths of a run's result files."""

    runs: str
    trials: str
    config: str
    environment: str


def collect_run(rows: Sequence[str], config: Config, output: RunFiles) -> None:
    """Write ``trials.parquet``, ``runs.parquet``, ``config.yaml`` and ``environment.json``.

    Parameters
    ----------
    rows : sequence of str
        Files of :func:`snnbench.runs.batch.compute_batch`.
    config : Config
    output : RunFiles
    """
    trials = pa.concat_tables(map(_rows_of, rows))
    runs = pa.Table.from_pandas(runs_of(trials.to_pandas()), schema=RUNS)
    for path, table in ((output.trials, trials), (output.runs, runs)):
        with written_whole(path) as temporary:
            pq.write_table(table.replace_schema_metadata(None), temporary)
    with written_whole(output.config) as temporary:
        temporary.write_text(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))
    write_environment(config, output.environment)


def _rows_of(path: str) -> pa.Table:
    with made_by_a_job(path):
        return pq.read_table(path)
