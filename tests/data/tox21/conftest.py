"""The challenge's records, read once."""

import pytest

from snnbench.data.tox21.files import read_compounds


@pytest.fixture(scope="session")
def compounds(mirror, data_dir):
    return read_compounds(data_dir, [str(mirror)])
