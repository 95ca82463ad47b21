"""What the suites are called."""

from __future__ import annotations

_TITLES = {"uci": "UCI", "htru2": "HTRU2", "tox21": "Tox21", "sklearn": "scikit-learn", "user": "own data"}
SUITES_OF_PAPER = ("uci", "htru2", "tox21")
"""Those that the paper has results on."""


def suite_title(suite: str) -> str:
    """Return a suite's name for a reader."""
    return _TITLES.get(suite, suite)
