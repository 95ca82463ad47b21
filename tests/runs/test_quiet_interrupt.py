"""Only what an interrupt leaves of an assignment ends a process without a traceback."""

import subprocess
import sys

import pytest

PROGRAM = "import pickle\nimport snnbench.runs.quiet_interrupt\n"


@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        ("EOFError('Ran out of input')", False),
        ("pickle.UnpicklingError('pickle data was truncated')", False),
        ("pickle.UnpicklingError('invalid load key')", True),
        ("ValueError('the file is truncated')", True),
    ],
)
def test_a_traceback_is_shown_unless_an_assignment_was_cut_short(raised, shown):
    ended = subprocess.run([sys.executable, "-c", f"{PROGRAM}raise {raised}"], capture_output=True, text=True)
    assert ended.returncode == 1
    assert ("Traceback" in ended.stderr) == shown
