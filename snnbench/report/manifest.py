"""What a table or figure was made from."""

from __future__ import annotations

from collections.abc import Sequence

from snnbench.report.picture import Picture
from snnbench.report.result_table import ResultTable
from snnbench.report.run_folder import RunFolder


def manifest(table: ResultTable, run: RunFolder) -> dict[str, object]:
    """Return tasks included, tasks left out with the reason, and what made the run.

    Parameters
    ----------
    table : ResultTable
    run : RunFolder
    """
    return {
        "table": table.name,
        "title": table.title,
        "run": run.name,
        "tasks": list(table.tasks),
        "left_out": dict(table.left_out),
        **_made_by(run),
    }


def figure_manifest(
    picture: Picture, run: RunFolder, made_from: Sequence[str] = ("runs.parquet", "trials.parquet", "tasks.csv")
) -> dict[str, object]:
    """Return what a figure shows, in words, and what made the run.

    Parameters
    ----------
    picture : Picture
    run : RunFolder
    made_from : sequence of str
        Files and folders of the run's folder that hold what is drawn.
    """
    return {
        "figure": picture.name,
        "title": picture.title,
        "description": picture.alt,
        "run": run.name,
        "from": list(made_from),
        **_made_by(run),
    }


def _made_by(run: RunFolder) -> dict[str, object]:
    return {
        "config_sha256": run.environment.get("config_sha256"),
        "snnbench": run.environment.get("snnbench"),
        "seed": run.config["seed"],
        "date": run.environment.get("date"),
        "machine": run.environment.get("machine"),
    }
