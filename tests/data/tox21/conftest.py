"""The challenge's records, read once."""

import pytest

from snnbench.data.tox21.files import read_compounds


@pytest.fixture(scope="session")
def compounds(mirror, data_dir):
    return read_compounds(data_dir, [str(mirror)])


@pytest.fixture(scope="session")
def unreadable():
    """Records that RDKit cannot read as they stand, and what is repaired."""
    return {
        "NCGC00178241-04": "metal",
        "NCGC00186461-01": "metal",
        "NCGC00260349-01": "metal",
        "NCGC00357062-01": "nitrogen",
        "NCGC00357026-01": "nitrogen",
    }
