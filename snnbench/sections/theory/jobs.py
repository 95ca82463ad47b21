"""What the workflow's scripts of the theory call: one function a rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from snnbench.config.model import Config
from snnbench.files import written_whole


class ProofFiles(Protocol):
    """Where the proof goes; the section's tables lie next to the summary."""

    certificate: str
    summary: str


class EmpiricalFiles(Protocol):
    """Where the measured moments go."""

    moments: str
    training: str
    distances: str


def prove_theorems(output: ProofFiles) -> None:
    """Prove the theorems, check the certificate, bound the derivatives of section A6, and write all of it down.

    Raises
    ------
    RuntimeError
        If a theorem is not proved or the checker does not verify it.
    """
    from snnbench.report.sections.write import SectionTable, write_sentences, write_tables
    from snnbench.sections.theory.summary import bounds_table, theorem_entries, theory_summary
    from snnbench.theory.checker import check
    from snnbench.theory.proof.certificate import write_certificate
    from snnbench.theory.proof.derivative_bounds import derivative_bounds, signed_ranges
    from snnbench.theory.proof.prove import prove, theorem_verdict
    from snnbench.theory.proof.theorems import paper_theorems

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


def measure_networks(config: Config, output: EmpiricalFiles) -> None:
    """Write the moments of activations in real networks and the distances of net inputs from the normal."""
    from snnbench.data.load import load_task
    from snnbench.sections.theory.berry_esseen import net_input_distances
    from snnbench.sections.theory.propagation import moments_at_initialisation, moments_during_training
    from snnbench.sections.theory.training_curves import STAND_IN

    digits = load_task(STAND_IN, seed=config.seed)
    tables = {
        output.moments: moments_at_initialisation(config.seed),
        output.training: moments_during_training(digits, config.seed),
        output.distances: net_input_distances(config.seed),
    }
    for path, table in tables.items():
        with written_whole(path) as temporary:
            table.to_csv(temporary, index=False)


def train_figure_1(name: str, config: Config, output: str) -> None:
    """Write the training losses of Figure 1 on a data set, or on the digits with a note why."""
    from snnbench.sections.theory.training_curves import figure_1_task, training_curves

    task, note = figure_1_task(name, config.seed, config.data_dir, config.mirrors, config.datasets)
    curves = training_curves(task, config.seed).assign(dataset=task.name, note=note)
    with written_whole(output) as temporary:
        curves.to_csv(temporary, index=False)


def draw_figures(files: EmpiricalFiles, curves: Sequence[str], folder: Path) -> None:
    """Draw the theory's figures from the tables of the other jobs, into the section's folder."""
    import pandas as pd

    from snnbench.report.sections.write import write_figures
    from snnbench.sections.theory.figures import theory_figures

    by_dataset: dict[str, pd.DataFrame] = {}
    for path in curves:
        table = pd.read_csv(path, keep_default_na=False, na_values={"training_loss": [""]})
        # Two unavailable data sets lead to one figure of the digits.
        name = table["dataset"].iloc[0]
        if name in by_dataset:
            table["note"] = f"{by_dataset[name]['note'].iloc[0]}; {table['note'].iloc[0]}"
        by_dataset[name] = table
    tables = (pd.read_csv(path) for path in (files.moments, files.training, files.distances))
    write_figures(folder, theory_figures(*tables, by_dataset))
