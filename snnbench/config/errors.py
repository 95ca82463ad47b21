"""Everything that is wrong with a config, as one exception."""

from __future__ import annotations

from collections.abc import Sequence

MAX_SHOWN = 40
"""Errors that are listed; any more are only counted."""


class ConfigError(Exception):
    """What is wrong with a config: one line per error.

    Parameters
    ----------
    errors : sequence of str
        Each with the dotted path of its key.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = list(errors)
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        shown = [*self.errors[:MAX_SHOWN], *([f"and {len(errors) - MAX_SHOWN} more"] if errors[MAX_SHOWN:] else [])]
        super().__init__(f"{count} in the config:\n" + "\n".join(f"  {error}" for error in shown))
