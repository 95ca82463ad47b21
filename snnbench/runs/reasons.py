"""Why there is no result, in a text that any file and page can hold."""

from __future__ import annotations

import re
import signal

from snnbench.training.trial import FAILED

MAX_CHARACTERS = 500
"""Most characters of a reason."""


def reason_of(error: BaseException) -> str:
    """Return the status of what an exception ended."""
    return readable(f"{FAILED}{type(error).__name__}: {error}".removesuffix(": "))


def reason_of_death(exit_code: int | None) -> str:
    """Return the status of what the end of its process ended.

    Parameters
    ----------
    exit_code : int, optional
        Negative: the number of the signal that killed it.
    """
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
        return f"{FAILED}its process was killed by {name}{hint}"
    return f"{FAILED}it ended its process with exit code {exit_code}"


def failed(status: str) -> bool:
    """Whether a status says that something went wrong which another call may mend; a net that diverged did not fail."""
    return re.search(rf"(?:^|: ){FAILED}", status) is not None


def readable(text: str) -> str:
    """Return a text without control characters and lone surrogates, cut to :data:`MAX_CHARACTERS` characters."""
    text = text[: MAX_CHARACTERS + 1]
    clean = "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return clean if len(clean) <= MAX_CHARACTERS else clean[: MAX_CHARACTERS - 1] + "…"
