"""What more epochs change on Tox21, for SNN alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.protocol import epochs_of
from snnbench.report.formats import format_number
from snnbench.report.run_folder import RunFolder
from snnbench.sections.tox21.chosen_depth import chosen_depth

BASE, LONGER = "tox21-folds", "tox21-epochs"
"""Folders of the run and of the same for more epochs."""


def longer_in_words(reference: Path) -> Iterator[str]:
    """Yield what validation chooses among more epochs, and what that has on the final compounds, if it was run."""
    if not (reference / LONGER / "trials.parquet").is_file():
        return
    base, longer = (RunFolder.read(reference / name) for name in (BASE, LONGER))
    before, after = (_chosen(run) for run in (base, longer))
    start = f"SNN again for at most {epochs_of(longer, 'tox21')} epochs instead of {epochs_of(base, 'tox21')}"
    if after.equals(before):
        yield f"{start}: validation chooses the same setting and epoch, so the limit costs SNN nothing."
        return
    yield (
        f"{start}, run after the scores of the latter were known: validation chooses {after['depth']:.0f} layers "
        f"(validation AUC {after['validation_auc']:.4f}, {before['validation_auc']:.4f} before), which have "
        f"{after['auc']:.3f} ± {after['std']:.3f} on the final compounds "
        f"({format_number(after['auc'] - before['auc'], '+.3f')})."
    )


def _chosen(run: RunFolder) -> pd.Series:
    assert run.trials is not None
    chosen = chosen_depth(run.trials, epochs_of(run, "tox21")).set_index("method").loc["SNN"]
    return chosen[["depth", "validation_auc", "auc", "std"]]
