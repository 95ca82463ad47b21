"""What a run says at its end on the terminal."""

from __future__ import annotations

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
    for row in failed.itertuples():
        log = out / "logs" / "cells" / row.task
        lines.append(f"failed: {row.method} on {row.task}, split {row.split}: {row.status}; its log is in {log}")
    own = run.tasks[run.tasks["suite"] == "user"]
    lines += [f"note on {name}: {note}" for name, note in own["notes"].items() if note]
    if len(failed):
        lines.append("The command that started the run tries again what failed; finished work is kept.")
    return "\n".join(lines) + "\n"
