"""A metric without a value is a status that says why, never a NaN that counts as a result."""

import numpy as np

from snnbench.config.read import read_config
from snnbench.data.splits import Split
from snnbench.data.task import Task
from snnbench.runs.cells import run_cells


def test_auc_on_rows_of_one_class(tmp_path):
    rows = np.arange(30)
    y = np.where(rows < 20, rows % 2, 1)
    splits = [Split(rows[:12], rows[12:18], rows[20:]), Split(rows[:12], rows[12:16], rows[16:])]
    X = rows[:, None].astype(np.float32)
    task = Task("mine", "user", X, y, splits, "auc", ("no", "yes"))
    config = read_config({"run": "x", "tasks": ["iris"], "methods": ["NaiveBayes"], "grids": {}})
    table = run_cells(task, ["NaiveBayes"], config, tmp_path).to_pandas()
    assert table["status"].tolist() == ["auc is undefined on split 0: all its test rows have the class 'yes'", "ok"]
    assert np.isnan(table["test_score"][0])
    assert np.isfinite(table["test_score"][1])
