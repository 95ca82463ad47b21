"""Tox21, by each protocol that was run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from snnbench.report.findings.markdown import markdown

PROTOCOLS = {
    "tox21-folds": "With what goes beyond the paper: similar compounds as columns, five folds, refitting",
    "tox21": "By the paper's plain protocol",
}
"""Folders of the Tox21 section by the protocol of their runs."""


def tox21(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## Tox21"
    yield (
        "Mean AUC over the twelve assays on the final compounds, mean and standard deviation over the repeats, a 95 % "
        "interval over compounds, and the AUC of the mean prediction of the repeats. [How it is made](tox21.md)."
    )
    for name, title in PROTOCOLS.items():
        folder = reference / name
        if folder.is_dir():
            yield f"### {title}"
            yield markdown(pd.read_csv(folder / "comparison.csv").drop(columns="without_shared"))
            lines = (folder / "summary.txt").read_text(encoding="utf-8").splitlines()
            yield "\n".join(f"- {line}" for line in lines if line)
            if (folder / "table2_tox21.csv").is_file():
                yield from _by_depth(pd.read_csv(folder / "table2_tox21.csv"))


def _by_depth(table: pd.DataFrame) -> Iterator[str]:
    """Yield Table 2 with the paper's numbers in brackets."""
    table = table.assign(cell=list(map(_next_to, table["auc_percent"], table["auc_percent_paper"])))
    cells = table.pivot(index="method", columns="depth", values="cell").fillna("–")
    yield (
        "Table 2, the mean AUC in percent by depth (hidden layers, blocks of ResNet), the paper's in brackets. A dash: "
        "every setting diverged, or the depth was not tried."
    )
    yield markdown(cells.loc[table["method"].unique()].rename_axis("network").reset_index())


def _next_to(ours: float, paper: float) -> str:
    shown = "–" if pd.isna(ours) else f"{ours:.1f}"
    return shown if pd.isna(paper) else f"{shown} ({paper:.1f})"
