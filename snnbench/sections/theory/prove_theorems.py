"""The rule ``prove``: the theorems, their certificate, and the bounds of section A6."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from snnbench.report.sections.write import SectionTable, write_sentences, write_tables
from snnbench.sections.theory.summary import bounds_table, theorem_entries, theory_summary
from snnbench.theory.checker import check
from snnbench.theory.proof.certificate import write_certificate
from snnbench.theory.proof.derivative_bounds import derivative_bounds, signed_ranges
from snnbench.theory.proof.prove import prove, theorem_verdict
from snnbench.theory.proof.theorems import paper_theorems


class ProofFiles(Protocol):
    """Where the proof goes; the section's tables lie next to the summary."""

    certificate: str
    summary: str


def prove_theorems(output: ProofFiles) -> None:
    """Prove the theorems, check the certificate, bound the derivatives of section A6, and write all of it down.

    Raises
    ------
    RuntimeError
        If a theorem is not proved or the checker does not verify it.
    """
    theorems = paper_theorems()
    results = prove(theorems)
    unproved = [t.number for t, found in zip(theorems, results, strict=True) if theorem_verdict(found) != "proved"]
    if unproved:
        raise RuntimeError(f"theorems {unproved} are not proved; `snnbench prove` shows why")
    write_certificate(Path(output.certificate), theorems, results)
    faults = {key: fault for key, fault in check(Path(output.certificate)).items() if fault}
    if faults:
        raise RuntimeError(f"the checker does not verify {output.certificate}: {faults}")
    bounds, ranges = derivative_bounds(), signed_ranges()
    folder = Path(output.summary).parent
    write_tables(
        folder,
        [
            SectionTable("theorems", "Theorems", theorem_entries(theorems, results, ranges)),
            SectionTable("derivative_bounds", "Bounds of derivatives (section A6)", bounds_table(bounds)),
        ],
    )
    write_sentences(folder, theory_summary(theorems, results, bounds, ranges))
