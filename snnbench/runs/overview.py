"""The rule ``overview``: which tasks there are and on what device networks will train, before anything is trained."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from snnbench.files import written_whole
from snnbench.runs.gpus import decided_device
from snnbench.runs.intermediate import made_by_a_job

if TYPE_CHECKING:
    from snnbench.config.model import Config


class OverviewFiles(Protocol):
    """Where the overview goes: ``tasks.csv``, and the device that all jobs of the run use."""

    tasks: str
    device: str


class NothingToTrainOn(Exception):
    """No task of the run is available."""


def write_overview(descriptions: Sequence[str], config: Config, output: OverviewFiles) -> None:
    """Write the descriptions of all tasks, and decide on the device.

    Parameters
    ----------
    descriptions : sequence of str
        Files of :func:`snnbench.runs.prepare.prepare_tasks`.
    config : Config
    output : OverviewFiles

    Raises
    ------
    NothingToTrainOn
        If no task is available, with the reason of each and what to set. A part of a run goes on, as the other parts
        may have tasks that are; its rows name the reason.
    """
    tasks: list[dict[str, Any]] = []
    for path in descriptions:
        with made_by_a_job(path):
            tasks += json.loads(Path(path).read_text("utf-8"))
    place = {name: number for number, name in enumerate(config.tasks)}
    tasks.sort(key=lambda task: place[task["name"]])
    whole = config.part.folds is None and config.part.repeats is None
    if whole and all(task["status"] != "ok" for task in tasks):
        reasons = "\n".join(f"  {task['name']}: {task['status']}" for task in tasks)
        raise NothingToTrainOn(
            f"No task of this run is available:\n{reasons}\n"
            "Set SNNBENCH_MIRROR (or `mirrors:` in the config) to a folder or an address that holds the data, or "
            "connect to the network, and give the same command again. configs/demo.yaml needs no data."
        )
    with written_whole(output.tasks) as temporary, temporary.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(tasks[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(tasks)
    with written_whole(output.device) as temporary:
        # A GPU that is asked for need not be on this machine; the jobs look for it.
        device = decided_device("auto") if config.device == "auto" else config.device
        temporary.write_text(json.dumps({"device": device}) + "\n", encoding="utf-8")
