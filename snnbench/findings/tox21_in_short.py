"""Tox21 in one sentence and one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.findings.tox21 import PROTOCOLS
from snnbench.methods.registry import METHODS
from snnbench.paper.tables import published_auc, published_table
from snnbench.report.formats import DASH, ordinal
from snnbench.sections.tox21 import against_snn
from snnbench.sections.tox21.tables import DEEPTOX

COLUMNS = {"tox21-folds": "beyond the paper's protocol", "tox21": "by the paper's protocol"}


def headline(reference: Path) -> Iterator[str]:
    """Yield what SNN reaches on the final compounds, next to the paper and to the other methods."""
    tables = _comparisons(reference)
    if "tox21-folds" not in tables:
        return
    beyond = tables["tox21-folds"].dropna(subset="models_scored")
    snn, place = beyond.loc["SNN"], list(beyond.index).index("SNN") + 1
    plain = f", by the paper's protocol {tables['tox21'].loc['SNN', 'auc']:.3f}" if "tox21" in tables else ""
    yield (
        f"**Tox21.** With what goes beyond the paper, SNN's mean AUC is {snn['auc']:.3f} ± {snn['std']:.3f}{plain}; "
        f"in the paper it is {published_auc('tox21', 'SNN'):.3f}. SNN is {ordinal(place)} of {len(beyond)} methods, "
        f"{beyond.index[0]} first with {beyond['auc'].iloc[0]:.3f}. "
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
        "Mean AUC over the twelve assays on the final compounds, mean and standard deviation over the repeats. Beyond "
        "the paper's protocol: similar compounds as columns, five folds, refitting ([how](tox21.md), and "
        "[what it had seen](tox21.md#what-the-second-protocol-had-seen)). The paper's is that of the depth with the "
        "highest AUC on the final compounds, ours that of the depth that validation chooses. DeepTox won with "
        f"{DEEPTOX}."
    )
    yield markdown(pd.DataFrame(columns))


def _comparisons(reference: Path) -> dict[str, pd.DataFrame]:
    """Return the table ``comparison.csv`` of each protocol that was run."""
    files = {name: reference / name / "comparison.csv" for name in PROTOCOLS}
    return {name: pd.read_csv(file).set_index("method") for name, file in files.items() if file.is_file()}


def _with_deviation(row: pd.Series) -> str:
    return f"{row['auc']:.3f} ± {row['std']:.3f}"
