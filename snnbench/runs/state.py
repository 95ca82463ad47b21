"""What did not succeed in a job that otherwise did, so that the next call of the workflow tries again.

Snakemake sees that a job's files are there. A small file of its own says which tasks were unavailable and which cells
failed; while it names any, a parameter of the rule changes from call to call. Rules declare the file with ``update``,
which keeps it until the job writes it anew: the parameter is computed from it when the job starts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from snnbench.files import written_whole


class Failure(TypedDict):
    """What did not succeed.

    Attributes
    ----------
    what : str
        Name of the task, or of the task and the method.
    reason : str
    """

    what: str
    reason: str


def write_state(path: str | Path, attempt: int, failures: Sequence[Failure]) -> None:
    """Write down what did not succeed.

    Parameters
    ----------
    path : path-like
    attempt : int
        That of :func:`next_attempt` when the job was planned.
    failures : sequence of Failure
    """
    with written_whole(path) as temporary:
        state = {"attempt": attempt, "failures": list(failures)}
        temporary.write_text(json.dumps(state, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def next_attempt(path: str | Path) -> int:
    """Return the number of the attempt that is due: another one as long as something did not succeed.

    Parameters
    ----------
    path : path-like
        Of a state; without one, or with a damaged one, the first attempt is due.
    """
    try:
        state = json.loads(Path(path).read_text(encoding="utf-8"))
        return int(state["attempt"]) + bool(state["failures"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
