"""The file in which a starting run says what it will do, so that anyone can watch it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from snnbench.files import written_whole

PLAN = Path("state", "plan.parquet")
"""Within the run's folder."""
_KEY = b"snnbench"


class RunPlan(NamedTuple):
    """What a call of Snakemake set out to do.

    Attributes
    ----------
    started : float
        Seconds since the epoch.
    cores : int
    cells : DataFrame
        Of :func:`snnbench.plan.forecast.ranges`. What was ``done`` before the start is not computed again.
    """

    started: float
    cores: int
    cells: pd.DataFrame


def write_plan(run: Path, cells: pd.DataFrame, cores: int) -> None:
    """Write the plan of a run that starts now."""
    table = pa.Table.from_pandas(cells, preserve_index=False)
    start = json.dumps({"started": time.time(), "cores": cores}).encode()
    with written_whole(run / PLAN) as temporary:
        pq.write_table(table.replace_schema_metadata({_KEY: start}), temporary)


def read_plan(run: Path) -> RunPlan:
    """Return the plan of the latest start of a run.

    Raises
    ------
    FileNotFoundError
        If the run has not been started.
    """
    table = pq.read_table(run / PLAN)
    start = json.loads(table.schema.metadata[_KEY])
    return RunPlan(start["started"], start["cores"], table.to_pandas())
