"""What tests of joining pieces share."""

from functools import partial

import pytest
from pieces_of_a_run import compute_piece


@pytest.fixture
def run(tmp_path):
    """Compute a run in the test's folder: its name, then what differs from the shared config."""
    return partial(compute_piece, tmp_path)
