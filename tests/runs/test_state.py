"""What did not succeed is tried again by the next call, and only then."""

import pytest

from snnbench.runs.state import next_attempt, write_state

FAILURE = {"what": "zoo", "reason": "nowhere"}


def test_another_attempt_is_due_as_long_as_something_failed(tmp_path):
    state = tmp_path / "state.json"
    assert next_attempt(state) == 0
    write_state(state, 0, [FAILURE])
    assert next_attempt(state) == next_attempt(state) == 1
    write_state(state, 1, [FAILURE])
    assert next_attempt(state) == 2
    write_state(state, 2, [])
    assert next_attempt(state) == 2, "a success must not run again"


def test_a_long_reason_changes_nothing(tmp_path):
    write_state(tmp_path / "state.json", 0, [{"what": "zoo", "reason": "é" * 10_000}])
    assert "é" * 10_000 in (tmp_path / "state.json").read_text("utf-8"), "it is read by people, too"
    assert next_attempt(tmp_path / "state.json") == 1


@pytest.mark.parametrize(
    "content", ["", "{", "{}", '{"attempt": 1}', "[]", '{"attempt": null, "failures": []}', "\x00"]
)
def test_a_damaged_state_counts_as_none(tmp_path, content):
    (tmp_path / "state.json").write_text(content)
    assert next_attempt(tmp_path / "state.json") == 0
