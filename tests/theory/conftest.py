"""The proof of the paper's theorems, and the certificate that is written of it."""

import pytest

from snnbench.theory.proof.certificate import write_certificate
from snnbench.theory.proof.prove import prove
from snnbench.theory.proof.theorems import paper_theorems


@pytest.fixture(scope="session")
def proof():
    """The theorems and, of each, what was found of its claims."""
    theorems = paper_theorems()
    return theorems, prove(theorems)


@pytest.fixture(scope="session")
def certificate(proof, tmp_path_factory):
    """The file of it."""
    path = tmp_path_factory.mktemp("certificate") / "certificate.json"
    write_certificate(path, *proof)
    return path
