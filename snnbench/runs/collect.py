"""Joining the rows of all cells of a run, and saying what made them."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import torch
import yaml

import snnbench
from snnbench.config.model import Config
from snnbench.data.catalog import catalog
from snnbench.data.errors import TaskUnavailable
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.runs.cell import method_named
from snnbench.runs.compute import code_of
from snnbench.runs.rows import RUNS, runs_of

LIBRARIES = ("torch", "numpy", "scipy", "scikit-learn", "numba", "pandas", "snakemake")


class RunFiles(Protocol):
    """Paths of a run's result files."""

    runs: str
    trials: str
    tasks: str
    config: str
    environment: str


def collect_run(rows: Sequence[str], tasks: Sequence[str], config: Config, output: RunFiles) -> None:
    """Write ``trials.parquet``, ``runs.parquet``, ``tasks.csv``, ``config.yaml`` and ``environment.json``.

    Parameters
    ----------
    rows : sequence of str
        Files of :func:`snnbench.runs.cells.compute_cells`.
    tasks : sequence of str
        Files of :func:`snnbench.runs.prepare.prepare_task`.
    config : Config
    output : RunFiles
    """
    trials = pa.concat_tables(pq.read_table(path) for path in rows)
    runs = pa.Table.from_pandas(runs_of(trials.to_pandas()), schema=RUNS, preserve_index=False)
    for path, table in ((output.trials, trials), (output.runs, runs)):
        with written_whole(path) as temporary:
            pq.write_table(table.replace_schema_metadata(None), temporary)
    with written_whole(output.tasks) as temporary:
        counts = ["rows", "features", "classes", "test_rows", "train_rows"]
        described = pd.DataFrame([_task_row(path, config) for path in tasks]).astype(dict.fromkeys(counts, "Int64"))
        described.to_csv(temporary, index=False)
    with written_whole(output.config) as temporary:
        temporary.write_text(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))
    with written_whole(output.environment) as temporary:
        temporary.write_text(json.dumps(_environment(config), indent=2) + "\n")


def _task_row(path: str, config: Config) -> dict[str, object]:
    try:
        task = Task.load(path)
    except TaskUnavailable as error:
        entry = catalog().get(error.name)
        known = {key: getattr(entry, key, None) for key in ("suite", "rows", "features", "classes", "test_rows")}
        return {"name": error.name, **known, "splits": 0, "metric": "", "status": error.reason, "notes": ""}
    splits = [0] if task.refit else config.splits_of(task.suite, task.rows, len(task.splits))
    scored = task.splits[-1 if task.refit else 0]
    return {
        "name": task.name,
        "suite": task.suite,
        "rows": task.rows,
        "features": task.features,
        "classes": len(task.classes),
        "test_rows": len(scored.test),
        "train_rows": len(scored.train),
        "splits": len(splits),
        "metric": task.metric,
        "majority_score": sum(map(task.majority_score, splits)) / len(splits) if splits else math.nan,
        "status": "ok",
        "notes": "; ".join(task.notes),
    }


def _environment(config: Config) -> dict[str, object]:
    text = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    return {
        "snnbench": snnbench.__version__,
        "seed": config.seed,
        "config_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else "none",
        "code": {name: code_of(method_named(name, config)) for name in config.methods},
    }
