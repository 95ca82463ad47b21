"""A run that sections of the page of results describe."""

import pytest
from synthetic_runs import write_whole_run


@pytest.fixture
def whole_run(tmp_path):
    """A run of all methods on UCI tasks, HTRU2 and Tox21, nothing missing."""
    return write_whole_run(tmp_path)
