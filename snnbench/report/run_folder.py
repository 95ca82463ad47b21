"""What a run left behind, read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from snnbench.methods.registry import NETS
from snnbench.paper.sizes import LARGE_TASK_ROWS

NOT_RUN = "some methods were not run on it"
"""Why a result is missing that neither failed nor could not be had."""

_METRIC_OF_SUITE = {"htru2": "auc", "tox21": "mean_auc"}
"""Where it is not accuracy; asked for tasks that could not be had."""


@dataclass(frozen=True)
class RunFolder:
    """The result files of a run.

    Attributes
    ----------
    name : str
    runs : DataFrame
        One row per task, split, repeat and method.
    tasks : DataFrame
        One row per task, index ``name``; ``status`` is ``ok`` or why it could not be had.
    config, environment : dict
    trials : DataFrame, optional
        Every setting that was tried; None where the folder does not keep them.
    """

    name: str
    runs: pd.DataFrame
    tasks: pd.DataFrame
    config: dict[str, object]
    environment: dict[str, object]
    trials: pd.DataFrame | None = None

    @staticmethod
    def read(folder: Path) -> RunFolder:
        """Read a run's result files; only ``trials.parquet`` may be missing.

        Raises
        ------
        FileNotFoundError
            Naming every file that is missing.
        """
        needed = ("runs.parquet", "tasks.csv", "config.yaml", "environment.json")
        missing = [name for name in needed if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(
                f"{folder} is no run's folder: it lacks {', '.join(missing)}. A run's folder is results/<run>."
            )
        config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
        trials = folder / "trials.parquet"
        return RunFolder(
            name=config["run"],
            runs=pd.read_parquet(folder / "runs.parquet"),
            tasks=_read_tasks(folder / "tasks.csv"),
            config=config,
            environment=json.loads((folder / "environment.json").read_text(encoding="utf-8")),
            trials=pd.read_parquet(trials) if trials.is_file() else None,
        )

    @property
    def methods(self) -> list[str]:
        """All methods, in the order of the config."""
        return list(self.config["methods"])

    @property
    def nets(self) -> list[str]:
        """The feed-forward networks among the methods."""
        return [method for method in self.methods if method in NETS]

    @property
    def other_methods(self) -> list[str]:
        """The methods that are none of the paper's networks."""
        return [method for method in self.methods if method not in NETS]

    def tasks_of(self, metric: str) -> pd.Index:
        """Return the names of the tasks measured by a metric, those that could not be had included."""
        of_suite = self.tasks["suite"].map(lambda suite: _METRIC_OF_SUITE.get(suite, "accuracy"))
        known = self.tasks["metric"].where(self.tasks["metric"] != "", of_suite)
        return self.tasks.index[known == metric]

    def scores(self, metric: str = "accuracy") -> pd.DataFrame:
        """Return the mean test score over splits and repeats, shape (tasks, methods).

        Parameters
        ----------
        metric : {"accuracy", "auc", "mean_auc"}
            Tasks of this metric, and those that could not be had. NaN where a part of a cell is missing.
        """
        means = self.runs.groupby(["task", "method"])["test_score"].agg(lambda scores: scores.mean(skipna=False))
        return means.unstack("method").reindex(index=self.tasks_of(metric), columns=self.methods)

    def large(self, tasks: pd.Index) -> pd.Index:
        """Return those of the tasks with at least 1000 rows."""
        return tasks[(self.tasks.loc[tasks, "rows"] >= LARGE_TASK_ROWS).fillna(value=False).to_numpy(bool)]

    def failures(self) -> pd.DataFrame:
        """Return the rows that have no result, with the reason in ``status``."""
        return self.runs[self.runs["status"] != "ok"]

    def unavailable(self) -> dict[str, str]:
        """Return why tasks could not be had, by task."""
        return self.tasks["status"][self.tasks["status"] != "ok"].to_dict()

    def reasons(self) -> dict[str, str]:
        """Return what is missing of a task and why, by task; tasks without a hole are not in it."""
        reasons = self.unavailable()
        failures = self.failures()
        for task, rows in failures[~failures["task"].isin(list(reasons))].groupby("task", sort=False):
            by_reason = rows.groupby("status", sort=False)["method"].agg(lambda names: ", ".join(dict.fromkeys(names)))
            reasons[str(task)] = "; ".join(f"{methods}: {reason}" for reason, methods in by_reason.items())
        return reasons


def _read_tasks(path: Path) -> pd.DataFrame:
    text = dict.fromkeys(("name", "suite", "metric", "status", "notes"), str)
    # Counts of a task that could not be had may be unknown.
    counts = dict.fromkeys(("rows", "features", "classes", "test_rows", "train_rows"), "Int64")
    unknown = {column: [""] for column in counts}
    tasks = pd.read_csv(path, dtype={**text, **counts}, keep_default_na=False, na_values=unknown)
    if "train_rows" not in tasks:
        # Written by a version before 0.1: 15 % of the rows that are no test rows are for validation.
        tasks["train_rows"] = ((tasks["rows"] - tasks["test_rows"]) * 0.85).round().astype("Int64")
    return tasks.set_index("name")
