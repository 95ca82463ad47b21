"""What a table was made from."""

from __future__ import annotations

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
        "config_sha256": run.environment.get("config_sha256"),
        "snnbench": run.environment.get("snnbench"),
        "seed": run.config["seed"],
        "date": run.environment.get("date"),
        "machine": run.environment.get("machine"),
    }
