"""The rows of the result files: one per trial."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from snnbench.training.selection import ranked
from snnbench.training.trial import Trial

CURVE = pa.list_(pa.float32())
_CELL = [("suite", pa.string()), ("task", pa.string()), ("split", pa.int32()), ("repeat", pa.int32())]
_RESULT = [
    *_CELL,
    ("method", pa.string()),
    ("hyperparameters", pa.string()),
    ("epoch", pa.int32()),
    ("validation_score", pa.float64()),
    ("test_score", pa.float64()),
    ("seconds", pa.float64()),
    ("peak_mb", pa.float64()),
    ("status", pa.string()),
]
RUNS = pa.schema([*_RESULT, ("failed_settings", pa.int32())])
"""Columns of ``runs.parquet``: the chosen trial of each cell. ``seconds`` are those of all its trials, and
``failed_settings`` says how many of them failed."""
TRIALS = pa.schema(
    [
        *_RESULT,
        pa.field("trial", pa.int32()),
        pa.field("chosen", pa.bool_()),
        pa.field("epochs", pa.int32()),
        pa.field("validation_curve", CURVE),
        pa.field("training_loss", CURVE),
        pa.field("test_predictions", CURVE),
    ]
)
"""Columns of ``trials.parquet`` and of a cell's file.

Curves are those of the chosen trial, and so are ``test_predictions``: probabilities of each test row and assay, row by
row in one list; empty where a method records none.
"""


def trials_table(cell: dict[str, object], trials: Sequence[Trial], peak_mb: float) -> pa.Table:
    """Return the rows of a cell.

    Parameters
    ----------
    cell : dict
        ``suite``, ``task``, ``split``, ``repeat`` and ``method``.
    trials : sequence of Trial
    peak_mb : float
        Most memory the process held, in 2**20 bytes.
    """
    best = next(iter(ranked(trials)), None)
    rows = [
        {
            **cell,
            "hyperparameters": json.dumps(trial.hyperparameters, sort_keys=True),
            "epoch": trial.epoch,
            "validation_score": trial.validation_score,
            "test_score": trial.test_score,
            "seconds": trial.seconds,
            "peak_mb": peak_mb,
            "status": trial.status,
            "trial": trial.number,
            "chosen": trial is best,
            "epochs": trial.epochs,
            "validation_curve": trial.validation_curve if trial is best else [],
            "training_loss": trial.training_loss if trial is best else [],
            "test_predictions": _flat(trial.test_predictions) if trial is best else [],
        }
        for trial in trials
    ]
    return pa.Table.from_pylist(rows, schema=TRIALS)


def _flat(predictions: np.ndarray | None) -> list[float]:
    return [] if predictions is None else predictions.ravel().tolist()


def failed_table(cell: dict[str, object], reason: str) -> pa.Table:
    """Return the one row of a cell that has no trial, with the reason as its status."""
    row = {
        **cell,
        "hyperparameters": "{}",
        "epoch": 0,
        "validation_score": math.nan,
        "test_score": math.nan,
        "seconds": 0.0,
        "peak_mb": math.nan,
        "status": reason,
        "trial": -1,
        "chosen": False,
        "epochs": 0,
        "validation_curve": [],
        "training_loss": [],
        "test_predictions": [],
    }
    return pa.Table.from_pylist([row], schema=TRIALS)
