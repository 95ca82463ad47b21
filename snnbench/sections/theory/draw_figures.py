"""The rule ``theory_figures``: pictures of the map, of real networks and of Figure 1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from snnbench.report.sections.write import write_figures
from snnbench.sections.theory.figures import theory_figures


class EmpiricalFiles(Protocol):
    """Where the measured moments go."""

    moments: str
    training: str
    distances: str


def draw_figures(files: EmpiricalFiles, curves: Sequence[str], folder: Path) -> None:
    """Draw the theory's figures from the tables of the other jobs, into the section's folder."""
    by_dataset: dict[str, pd.DataFrame] = {}
    for path in curves:
        table = pd.read_csv(path, keep_default_na=False, na_values={"training_loss": [""]})
        # Two unavailable data sets lead to one figure of the digits.
        name = table["dataset"].iloc[0]
        if name in by_dataset:
            table["note"] = f"{by_dataset[name]['note'].iloc[0]}; {table['note'].iloc[0]}"
        by_dataset[name] = table
    moments, training, distances = (pd.read_csv(path) for path in (files.moments, files.training, files.distances))
    write_figures(folder, theory_figures(moments, training, distances, by_dataset))
