"""What a run left behind, read back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from snnbench.methods import NETS


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
    """

    name: str
    runs: pd.DataFrame
    tasks: pd.DataFrame
    config: dict[str, object]
    environment: dict[str, object]

    @staticmethod
    def read(folder: Path) -> RunFolder:
        """Read ``runs.parquet``, ``tasks.csv``, ``config.yaml`` and ``environment.json``."""
        config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
        return RunFolder(
            name=config["run"],
            runs=pd.read_parquet(folder / "runs.parquet"),
            tasks=_read_tasks(folder / "tasks.csv"),
            config=config,
            environment=json.loads((folder / "environment.json").read_text(encoding="utf-8")),
        )

    @property
    def methods(self) -> list[str]:
        """All methods, in the order of the config."""
        return list(self.config["methods"])

    @property
    def nets(self) -> list[str]:
        """The feed-forward networks among the methods."""
        return [method for method in self.methods if method in NETS]

    def scores(self, metric: str = "accuracy") -> pd.DataFrame:
        """Return the mean test score over splits and repeats, shape (tasks, methods).

        Parameters
        ----------
        metric : {"accuracy", "auc"}
            Tasks of this metric, and those that could not be had. NaN where a part of a cell is missing.
        """
        wanted = self.tasks.index[(self.tasks["metric"] == metric) | (self.tasks["metric"] == "")]
        means = self.runs.groupby(["task", "method"])["test_score"].agg(lambda scores: scores.mean(skipna=False))
        return means.unstack("method").reindex(index=wanted, columns=self.methods)

    def failures(self) -> pd.DataFrame:
        """Return the rows that have no result, with the reason in ``status``."""
        return self.runs[self.runs["status"] != "ok"]


def _read_tasks(path: Path) -> pd.DataFrame:
    text = dict.fromkeys(("name", "suite", "metric", "status", "notes"), str)
    # Counts of a task that could not be had may be unknown.
    counts = dict.fromkeys(("rows", "features", "classes", "test_rows"), "Int64")
    unknown = {column: [""] for column in counts}
    tasks = pd.read_csv(path, dtype={**text, **counts}, keep_default_na=False, na_values=unknown)
    return tasks.set_index("name")
