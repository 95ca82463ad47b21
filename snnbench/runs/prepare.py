"""The rule ``tasks``: fetching tasks and writing them down."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from snnbench.data.catalog import catalog
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.runs.reasons import readable
from snnbench.runs.state import Failure, write_state

if TYPE_CHECKING:
    from snnbench.config.model import Config

log = logging.getLogger(__name__)


class TaskFiles(Protocol):
    """Where a group of tasks goes: a folder with one npz file each, their descriptions, and what is unavailable."""

    tasks: str
    descriptions: str
    state: str


def prepare_tasks(names: Sequence[str], config: Config, output: TaskFiles, attempt: int = 0, cores: int = 1) -> None:
    """Write the npz files of tasks, or the reasons why they are unavailable, and describe them.

    Parameters
    ----------
    names : sequence of str
    config : Config
    output : TaskFiles
    attempt : int
        See :mod:`snnbench.runs.state`.
    cores : int
        Most processes that compute features of Tox21.

    Raises
    ------
    DataError
        Naming every task whose data are not as they should be, or that could not be fetched where the config says
        ``missing: fail``.
    """
    described, failures, faults = [], list[Failure](), []
    for name in names:
        path = Path(output.tasks, f"{name}.npz")
        try:
            places = (config.data_dir, config.mirrors)
            task = load_task(name, config.scaling, config.seed, *places, config.datasets, config.tox21, cores)
        except TaskUnavailable as error:
            log.warning("%s", error)
            if config.missing == "fail":
                faults.append(str(error))
            Task.save_unavailable(path, error)
            described.append(_unavailable(error))
            failures.append({"what": name, "reason": readable(error.reason)})
        except DataError as error:
            log.exception("%s", name)
            faults.append(f"{name}: {error}")
        else:
            task.save(path)
            described.append(_description(task, config))
            log.info("%s: %d rows, %d features", name, task.rows, task.features)
    if faults:
        raise DataError("\n".join(faults))
    with written_whole(output.descriptions) as temporary:
        temporary.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    write_state(output.state, attempt, failures)


def _description(task: Task, config: Config) -> dict[str, Any]:
    """Return a task's row of ``tasks.csv``."""
    splits = config.scored_splits_of(task.suite, task.rows, len(task.splits), task.refit)
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
        "content_hash": task.content_hash(),
        "status": "ok",
        "notes": "; ".join(task.notes),
    }


def _unavailable(error: TaskUnavailable) -> dict[str, Any]:
    entry = catalog().get(error.name)
    known = {key: getattr(entry, key, None) for key in ("suite", "rows", "features", "classes", "test_rows")}
    known["suite"] = known["suite"] or "user"
    return {
        **{"name": error.name, **known, "train_rows": None, "splits": 0, "metric": "", "majority_score": None},
        **{"content_hash": "", "status": readable(error.reason), "notes": ""},
    }
