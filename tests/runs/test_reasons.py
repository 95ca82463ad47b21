"""Reasons say what happened, and any file can hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.runs.reasons import failed, readable, reason_of, reason_of_death

MAX_CHARACTERS = 500  # as docs/faults.md says


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ValueError("no luck"), "failed: ValueError: no luck"), (MemoryError(), "failed: MemoryError")],
)
def test_an_exception_is_named_with_its_message(error, reason):
    assert reason_of(error) == reason


@pytest.mark.parametrize(
    ("exit_code", "reason"),
    [
        (-9, "failed: its process was killed by SIGKILL, as the system does when memory runs out"),
        (-15, "failed: its process was killed by SIGTERM"),
        (-1, "failed: its process was killed by SIGHUP"),
        (0, "failed: it ended its process with exit code 0"),
        (1, "failed: it ended its process with exit code 1"),
        (None, "failed: it ended its process with exit code None"),
    ],
)
def test_the_end_of_a_process_is_named_by_its_signal_or_exit_code(exit_code, reason):
    assert reason_of_death(exit_code) == reason
    assert failed(reason)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("failed: ValueError", True),
        ("no setting could be chosen; the first: failed: ValueError", True),
        ("ok", False),
        ("diverged in epoch 3", False),
        ("unavailable: failed: no route", True),
        ("unavailable: the transfer failed: no route", False),
        ("auc is undefined on split 0: all its test rows have the class 'failed'", False),
        ("it failed: no", False),
    ],
)
def test_what_failed_is_told_from_what_merely_has_no_result(status, expected):
    assert failed(status) is expected


def test_a_reason_of_the_longest_length_stays_and_a_longer_one_is_cut():
    assert readable("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    assert readable("x" * (MAX_CHARACTERS + 1)) == "x" * (MAX_CHARACTERS - 1) + "…"


@given(st.text(st.characters(), max_size=600))
def test_any_text_becomes_one_line_that_can_be_encoded(text):
    found = readable(text)
    assert found.encode().decode() == found
    assert found.isprintable()
    assert len(found) == min(len(text), MAX_CHARACTERS)
    assert all(one == other for one, other in zip(text, found[: MAX_CHARACTERS - 1], strict=False) if one.isprintable())
    assert all(other in " \N{REPLACEMENT CHARACTER}…" for one, other in zip(text, found, strict=False) if one != other)
