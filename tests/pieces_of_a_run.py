"""Pieces of a run of two small tasks, as other tests join them."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of
from snnbench.runs.isolated import InThisProcess

VALUES = {
    "run": "whole",
    "tasks": ["sklearn-iris", "sklearn-wine"],
    "methods": ["SVM", "NaiveBayes"],
    "grids": {"default": {"SVM": {"C": [1, 10]}, "NaiveBayes": {}}},
    "repeats": {"sklearn": 2},
}
ENVIRONMENT = {
    "torch": "2.13.0",
    "numpy": "2.5.0",
    "scipy": "1.18.0",
    "scikit-learn": "1.9.0",
    "numba": "0.66.0",
    "machine": "Linux x86_64, 2 cores",
    "code": {"SVM": "aa", "NaiveBayes": "bb"},
}
PIECES = {
    "first": {"part": {"repeats": [0]}},
    "second": {"part": {"repeats": [1]}, "tasks": ["sklearn-iris"]},
    "third": {"part": {"repeats": [1]}, "tasks": ["sklearn-wine"]},
}


def compute_piece(results, name, environment=ENVIRONMENT, **changes):
    """Compute a run as its config says and return its folder.

    ``changes`` are those of the config; a piece has a ``part``.
    """
    config = read_config(VALUES | changes | {"run": name})
    folder = results / name
    rows = [
        run_cells(load_task(task), config.methods, config, results, executor=InThisProcess()) for task in config.tasks
    ]
    trials = pa.concat_tables(rows)
    pq.write_table(trials, folder / "trials.parquet")
    runs_of(trials.to_pandas()).to_parquet(folder / "runs.parquet", index=False)
    tasks = pd.DataFrame({"name": config.tasks, "suite": "sklearn", "rows": 150, "splits": 1, "status": "ok"})
    tasks["content_hash"] = [load_task(task).content_hash() for task in config.tasks]
    tasks.assign(metric="accuracy", features=4, classes=3, test_rows=38, notes="").to_csv(
        folder / "tasks.csv", index=False
    )
    (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))
    (folder / "environment.json").write_text(json.dumps(environment, indent=2))
    return folder


def give_status(folder, status, task=None):
    """Have all cells of a run, or those of one task, end without a result."""
    rows = pd.read_parquet(folder / "runs.parquet")
    rows.loc[(rows["task"] == task) | (task is None), ["status", "test_score"]] = status, float("nan")
    rows.to_parquet(folder / "runs.parquet", index=False)
