"""What a run says at its end on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from snnbench.report.run_folder import RunFolder
from snnbench.training.trial import FAILED
from snnbench.words import number_of


def summary_text(run: RunFolder, answer: list[str], folder: Path, out: Path) -> str:
    """Return the answer, where everything is, what is missing, and what there is to know of the user's own data.

    Parameters
    ----------
    run : RunFolder
    answer : list of str
    folder : Path
        The run's.
    out : Path
        The report's.
    """
    unavailable = run.unavailable()
    failures = run.failures()
    failed = failures[~failures["task"].isin(list(unavailable))]
    lines = [
        "",
        *answer,
        f"{(run.runs['status'] == 'ok').sum()} of {len(run.runs)} results; "
        f"report {out / 'report.html'}, tables {out / 'tables'}, figures {out / 'figures'}",
    ]
    lines += [f"unavailable: {name}: {reason}" for name, reason in unavailable.items()]
    logs = _Logs(folder)
    for row in failed.itertuples():
        reason = row.status.removeprefix(FAILED)
        log = logs.named(row.method, row.task)
        lines.append(f"failed: {row.method} on {row.task}, split {row.split}: {reason}{log}")
    if "failed_settings" in run.runs:
        some = run.runs[(run.runs["status"] == "ok") & (run.runs["failed_settings"] > 0)]
        for method, rows in some.groupby("method", sort=False):
            tasks = list(dict.fromkeys(rows["task"]))
            settings = number_of(rows["failed_settings"].sum(), "setting")
            log = logs.named(str(method), tasks[0])
            where = f"{settings} of {method} on {number_of(len(tasks), 'task')}"
            lines.append(f"failed: {where}; the choice is among the others{log}")
    own = run.tasks[run.tasks["suite"] == "user"]
    lines += [f"note on {name}: {note}" for name, note in own["notes"].items() if note]
    if (folder / "state").is_dir() and any(line.startswith("failed: ") for line in lines):
        lines.append("The command that started the run tries again what failed; finished work is kept.")
    return "\n".join(lines) + "\n"


class _Logs:
    """The logs of a run's jobs, as far as they are in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "logs" / "cells"
        self.of_cell: dict[str, Path] = {}
        for state in sorted((folder / "state" / "cells").glob("*.json")):
            for failure in json.loads(state.read_text(encoding="utf-8"))["failures"]:
                self.of_cell[failure["what"]] = self.folder / f"{state.stem}.log"

    def named(self, method: str, task: str) -> str:
        """Return where a cell's log is, as the end of a line; empty if it is nowhere."""
        log = self.of_cell.get(f"{method} on {task}", self.folder)
        return f"; log: {log}" if log.exists() else ""
