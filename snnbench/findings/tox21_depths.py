"""Table 2, and what choosing the depth by the final scores would give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.report.formats import listed


def by_depth(table: pd.DataFrame, chosen: pd.DataFrame) -> Iterator[str]:
    """Yield Table 2 with the paper's numbers in brackets.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.report.tables.depths.tox21_by_depth`, with ``best_depth`` and ``best_depth_paper``.
    chosen : DataFrame
        Of :func:`snnbench.sections.tox21.chosen_depth.chosen_depth`.
    """
    most = int(table["repeats"].max())
    cells = table.assign(cell=[_cell(row, most) for row in table.itertuples()])
    cells = cells.pivot(index="method", columns="depth", values="cell").fillna("–")
    yield (
        "Table 2, the mean AUC in percent by depth (hidden layers, blocks of ResNet), the paper's in brackets. A "
        "setting is left out where one of its nets diverged, on a single fold or in the last training. A dash: every "
        "setting diverged in every repeat, or the depth was not tried; where all diverged in some repeats, the others "
        "are counted."
    )
    yield markdown(cells.loc[table["method"].unique()].rename_axis("network").reset_index())
    snn = table[table["method"] == "SNN"].set_index("depth")
    by_validation = chosen.set_index("method").loc["SNN"] if "SNN" in set(chosen["method"]) else None
    if by_validation is not None and snn["auc_percent"].notna().any():
        ours, paper = (snn[f"auc_percent{suffix}"] for suffix in ("", "_paper"))
        yield (
            f"The paper's {paper.max() / 100:.3f} for SNN ({paper.idxmax()} layers) is its highest AUC over the depths "
            f"on the final compounds. Ours by that choice is {ours.max() / 100:.3f} ({ours.idxmax()} layers); the "
            f"depth that validation chooses, {by_validation['depth']:.0f}, has {by_validation['auc']:.3f}."
        )


def depth_in_words(table: pd.DataFrame) -> str:
    """Return what the networks lose at the greatest depth that all have, from Table 2."""
    auc = table.pivot(index="method", columns="depth", values="auc_percent")
    depth = auc.columns[auc.notna().all()].max()
    lost = (auc.max(axis=1) - auc[depth]).sort_values()
    others = lost.drop("SNN")
    less = list(others.index[others < lost["SNN"]])
    return (
        f"From its best depth to {depth} layers SNN loses {lost['SNN']:.1f} points of AUC and the others "
        f"{others.min():.1f} to {others.max():.1f}; {listed(less)} {'loses' if len(less) == 1 else 'lose'} less."
    )


def _cell(row: Any, most: int) -> str:
    """Return a cell of ours and the paper's, with the repeats where there are fewer than elsewhere."""
    shown = "–" if pd.isna(row.auc_percent) else f"{row.auc_percent:.1f}"
    if 0 < row.repeats < most:
        shown += f", {row.repeats} of {most} repeats"
    return shown if pd.isna(row.auc_percent_paper) else f"{shown} ({row.auc_percent_paper:.1f})"
