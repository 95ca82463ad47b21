"""What a note on a task means for the scores of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator

CORRECTED = "corrected"
"""The ``scaling`` that puts training and test rows on the scale of the training rows."""


def note_effects(notes: str, scaling: str) -> Iterator[dict[str, str]]:
    """Yield each note of a task with its effect on the scores of a run.

    Parameters
    ----------
    notes : str
        As in ``tasks.csv``, several joined by ``; ``.
    scaling : str
        The run's ``scaling``.

    Yields
    ------
    dict
        ``note`` and ``effect``, a sentence; empty where the note only describes the data.
    """
    for note in filter(None, re.split(r"; (?![^()]*\))", notes)):
        yield {"note": note, "effect": _effect(note, scaling)}


def _effect(note: str, scaling: str) -> str:
    if note.startswith("SCALING:"):
        if scaling == CORRECTED:
            return "This run is not affected: it scales the test rows like the training rows. The paper's scores are."
        return "This run's scores are affected, like the paper's: it takes the files as they are."
    if note.startswith("TEST LEAK:"):
        return "All scores on this task are affected, the paper's too: they measure memory, not generalisation."
    if "absent from test" in note:
        return "All scores are affected alike: errors on these classes do not show."
    if note.startswith("phantom"):
        return "All scores are affected alike, and hardly: every method trains on this row, which is no real one."
    if "in test labelled" in note:
        return "All scores are affected alike, the paper's too: the right answer counts as an error on these rows."
    if note.startswith("label is"):
        return (
            "All scores are affected alike, the paper's too: they are about another column than the archive describes."
        )
    if "constant cols" in note:
        return "Scores are not wrong: the test rows are all alike in these columns, as the archive has them."
    return ""
