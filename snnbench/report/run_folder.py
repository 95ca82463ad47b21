"""What a run left behind, read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from snnbench.methods.registry import NETS, is_network
from snnbench.paper.sizes import LARGE_TASK_ROWS
from snnbench.paper.tables import published_accuracies
from snnbench.report.suites import SUITES_OF_PAPER

NOT_RUN = "some methods were not run on it"
"""Why a result is missing that neither failed nor belongs to an unavailable task."""

NOT_IN_PAPER = "‡"
"""Marks a network that is not in the paper."""

_METRIC_OF_SUITE = {"htru2": "auc", "tox21": "mean_auc"}
"""Metrics of suites where that is not accuracy; needed for unavailable tasks, which do not say it."""


@dataclass(frozen=True)
class RunFolder:
    """The result files of a run.

    Attributes
    ----------
    name : str
    runs : DataFrame
        One row per task, split, repeat and method.
    tasks : DataFrame
        One row per task, index ``name``; ``status`` is ``ok`` or why it is unavailable.
    config, environment : dict
    trials : DataFrame, optional
        Every setting that was tried; None where the folder does not keep them.
    """

    name: str
    runs: pd.DataFrame
    tasks: pd.DataFrame
    config: dict[str, Any]
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
        """The networks among the methods: the paper's, registered ones and those that the config declares."""
        own = {network["name"] for network in self.config.get("networks") or ()}
        return [method for method in self.methods if is_network(method) or method in own]

    @property
    def nets_of_paper(self) -> list[str]:
        """Those of the networks that the paper has results of."""
        return [method for method in self.methods if method in NETS]

    def shown_name(self, method: str) -> str:
        """Return how figures and charts name a method: a network that is not in the paper with ‡."""
        return f"{method}{NOT_IN_PAPER}" if method in self.nets and method not in NETS else method

    @property
    def other_methods(self) -> list[str]:
        """The methods that are no networks."""
        nets = set(self.nets)
        return [method for method in self.methods if method not in nets]

    @cached_property
    def tasks_of_paper(self) -> list[str]:
        """Those of the tasks that the paper has results on: the archive's, HTRU2 and Tox21."""
        known = {*published_accuracies().index, "htru2", "tox21"}
        return [task for task, suite in self.tasks["suite"].items() if task in known and suite in SUITES_OF_PAPER]

    @property
    def has_paper_accuracies(self) -> bool:
        """Whether accuracies of the paper can stand next to some of the run's."""
        return bool(self.nets_of_paper) and bool({*self.tasks_of_paper} - {"htru2", "tox21"})

    @property
    def uses_halving(self) -> bool:
        """Whether the search stopped settings early."""
        return self.config["search"]["strategy"] == "halving"

    @property
    def device(self) -> str:
        """What the run was computed on, in words."""
        machine = str(self.environment.get("machine", "an unnamed machine"))
        gpu = self.environment.get("gpu")
        return f"{machine} (GPU: {gpu})" if gpu and str(gpu).lower() != "none" else machine

    def tasks_of(self, metric: str) -> pd.Index:
        """Return the names of the tasks measured by a metric, unavailable ones included."""
        of_suite = self.tasks["suite"].map(lambda suite: _METRIC_OF_SUITE.get(suite, "accuracy"))
        known = self.tasks["metric"].where(self.tasks["metric"] != "", of_suite)
        return self.tasks.index[known == metric]

    def of_protocol(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that the paper's protocol has: of each UCI task the first split and repeat.

        Further folds and seeds say how much of a result is luck (:meth:`replicates`). The folds of other suites and
        the repeats of Tox21 belong to the protocol.

        Parameters
        ----------
        rows : DataFrame
            Of ``runs`` or ``trials``.
        """
        first = self.runs.groupby("task")[["split", "repeat"]].min()
        same = [rows[level].to_numpy() == rows["task"].map(first[level]).to_numpy() for level in first]
        return rows[(rows["suite"] != "uci") | np.logical_and.reduce(same)]

    def replicates(self, tasks: pd.Index, methods: Sequence[str]) -> pd.DataFrame:
        """Return the test scores on every split and repeat that all of some methods have a result on.

        Parameters
        ----------
        tasks : Index
            Names.
        methods : sequence of str

        Returns
        -------
        DataFrame, shape (replicates, methods)
            Index levels ``task``, ``split`` and ``repeat``.
        """
        rows = self.runs[self.runs["task"].isin(tasks) & self.runs["method"].isin(methods)]
        scores = rows.pivot(index=["task", "split", "repeat"], columns="method", values="test_score")
        return scores.reindex(columns=list(methods)).rename_axis(columns=None).dropna()

    def scores(self, metric: str = "accuracy") -> pd.DataFrame:
        """Return the mean test score over the splits and repeats of the paper's protocol, shape (tasks, methods).

        Parameters
        ----------
        metric : {"accuracy", "auc", "mean_auc"}
            Tasks of this metric, and unavailable ones. NaN where a part of a cell is missing.
        """
        cells = self.of_protocol(self.runs).groupby(["task", "method"])["test_score"]
        means = cells.mean().where(cells.count() == cells.size())
        return means.unstack("method").reindex(index=self.tasks_of(metric), columns=self.methods)

    def large(self, tasks: pd.Index) -> pd.Index:
        """Return those of the tasks with at least 1000 rows."""
        return tasks[(self.tasks.loc[tasks, "rows"] >= LARGE_TASK_ROWS).fillna(value=False).to_numpy(bool)]

    def failures(self) -> pd.DataFrame:
        """Return the rows that have no result, with the reason in ``status``."""
        return self.runs[self.runs["status"] != "ok"]

    def not_run(self) -> list[tuple[str, str]]:
        """Return the pairs of an available task and a method that have neither a result nor a failure."""
        known = set(self.runs[["task", "method"]].itertuples(index=False, name=None))
        available = self.tasks.index[self.tasks["status"] == "ok"]
        return [(task, method) for task in available for method in self.methods if (task, method) not in known]

    def unavailable(self) -> dict[str, str]:
        """Return why tasks are unavailable, by task."""
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
    text = dict.fromkeys(("name", "suite", "metric", "content_hash", "status", "notes"), str)
    # Counts of an unavailable task may be unknown.
    counts = dict.fromkeys(("rows", "features", "classes", "test_rows", "train_rows", "splits"), "Int64")
    unknown = {column: [""] for column in (*counts, "majority_score")}
    tasks = pd.read_csv(path, dtype={**text, **counts}, keep_default_na=False, na_values=unknown)
    if "train_rows" not in tasks:
        # Written by a version before 0.1: 15 % of the rows that are no test rows are for validation.
        tasks["train_rows"] = ((tasks["rows"] - tasks["test_rows"]) * 0.85).round().astype("Int64")
    return tasks.set_index("name")
