"""Tox21 in one sentence and one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.findings.protocol import epochs_of
from snnbench.findings.tox21 import PROTOCOLS
from snnbench.findings.tox21_depths import depth_in_words
from snnbench.findings.tox21_epochs import longer_in_words
from snnbench.methods.registry import METHODS
from snnbench.paper.tables import published_auc, published_table
from snnbench.report.formats import DASH, ordinal
from snnbench.report.run_folder import RunFolder
from snnbench.sections.tox21 import against_snn
from snnbench.sections.tox21.tables import DEEPTOX
from snnbench.training.protocol import TrainingProtocol

COLUMNS = {"tox21-folds": "extended protocol", "tox21": "plain protocol"}


def headline(reference: Path) -> Iterator[str]:
    """Yield what SNN reaches on the final compounds, next to the paper and to the other methods."""
    tables = _comparisons(reference)
    if "tox21-folds" not in tables:
        return
    extended = tables["tox21-folds"].dropna(subset="models_scored")
    snn, place = extended.loc["SNN"], list(extended.index).index("SNN") + 1
    plain = f" ({tables['tox21'].loc['SNN', 'auc']:.3f} by the plain protocol)" if "tox21" in tables else ""
    yield (
        f"**On Tox21 SNN is {ordinal(place)} of {len(extended)} methods.** By the extended protocol its mean AUC is "
        f"{snn['auc']:.3f} ± {snn['std']:.3f}{plain}; in the paper it is {published_auc('tox21', 'SNN'):.3f}. "
        f"{extended.index[0]} has {extended['auc'].iloc[0]:.3f}. "
        + against_snn.told_apart(pd.read_csv(reference / "tox21-folds" / "against_snn.csv"))
    )


def in_short(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where Tox21 was not run."""
    tables = _comparisons(reference)
    if not tables:
        return
    paper = published_table("table_2_tox21_auc_by_depth").groupby("method")["auc_percent"].max() / 100
    methods = [name for name in next(iter(tables.values())).index if name in METHODS]
    columns = {"method": methods}
    for name, table in tables.items():
        columns[f"AUC {COLUMNS[name]}"] = [_with_deviation(table.loc[method]) for method in methods]
    columns["in the paper"] = [f"{paper[method]:.3f}" if method in paper else DASH for method in methods]
    yield "## Tox21"
    yield (
        "Mean AUC over the twelve assays on the compounds of the challenge's final set, mean and standard deviation "
        f"over the repeats. DeepTox, the challenge's winner, has {DEEPTOX}. The [extended protocol](tox21.md) adds "
        "similar compounds as columns, validates on five folds and trains again on all of them "
        "([what it had seen](tox21.md#what-the-second-protocol-had-seen)). "
        + _plain_in_words(reference)
        + "In the paper the depth is that of the highest AUC on the final compounds, here that which validation "
        "chooses."
    )
    yield markdown(pd.DataFrame(columns))
    by_depth = reference / "tox21-folds" / "table2_tox21.csv"
    if by_depth.is_file():
        yield " ".join([depth_in_words(pd.read_csv(by_depth)), *longer_in_words(reference)])


def _plain_in_words(reference: Path) -> str:
    """Return how the rows of the plain protocol, which are those of ``quick``, were searched and trained."""
    if not (reference / "quick" / "runs.parquet").is_file():
        return ""
    run = RunFolder.read(reference / "quick")
    stopped = "stopped most settings early and " if run.uses_halving else ""
    return (
        f"The plain one {stopped}trained for at most {epochs_of(run, 'tox21')} epochs, where the paper has "
        f"{TrainingProtocol().epochs}. "
    )


def _comparisons(reference: Path) -> dict[str, pd.DataFrame]:
    """Return the table ``comparison.csv`` of each protocol that was run."""
    files = {name: reference / name / "comparison.csv" for name in PROTOCOLS}
    return {name: pd.read_csv(file).set_index("method") for name, file in files.items() if file.is_file()}


def _with_deviation(row: pd.Series) -> str:
    return f"{row['auc']:.3f} ± {row['std']:.3f}"
