"""What a run says at its end on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from snnbench.report.run_folder import RunFolder


def summary_text(run: RunFolder, answer: list[str], out: Path) -> str:
    """Return the answer, where everything lies, what is missing, and what there is to know of the user's own data.

    Parameters
    ----------
    run : RunFolder
    answer : list of str
    out : Path
        Folder of the report.
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
    logs = _logs(out)
    for row in failed.itertuples():
        log = logs.get(f"{row.method} on {row.task}", out / "logs" / "cells")
        reason = row.status.removeprefix("failed: ")
        lines.append(f"failed: {row.method} on {row.task}, split {row.split}: {reason}; log: {log}")
    if "failed_settings" in run.runs:
        some = run.runs[(run.runs["status"] == "ok") & (run.runs["failed_settings"] > 0)]
        for method, rows in some.groupby("method", sort=False):
            tasks, settings = list(dict.fromkeys(rows["task"])), rows["failed_settings"].sum()
            log = logs.get(f"{method} on {tasks[0]}", out / "logs" / "cells")
            where = f"{settings} settings of {method} on {len(tasks)} task{'s' * (len(tasks) > 1)}"
            lines.append(f"failed: {where}; the choice is among the others; log: {log}")
    own = run.tasks[run.tasks["suite"] == "user"]
    lines += [f"note on {name}: {note}" for name, note in own["notes"].items() if note]
    if any(line.startswith("failed: ") for line in lines):
        lines.append("The command that started the run tries again what failed; finished work is kept.")
    return "\n".join(lines) + "\n"


def _logs(out: Path) -> dict[str, Path]:
    """Return the log of the job of each cell that failed, as far as the jobs' states are here."""
    logs = {}
    for state in sorted((out / "state" / "cells").glob("*.json")):
        for failure in json.loads(state.read_text(encoding="utf-8"))["failures"]:
            logs[failure["what"]] = out / "logs" / "cells" / f"{state.stem}.log"
    return logs
