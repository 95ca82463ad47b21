"""Ranges of a forecast next to what finished cells took."""

from __future__ import annotations

import pandas as pd

from snnbench.plan.forecast import total


def comparison(cells: pd.DataFrame) -> str:
    """Return a table of ranges and true seconds, bounds and peaks of memory, by task, by method and in all.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`snnbench.plan.finished.finished_cells`, among those with the ranges of a forecast.
    """
    if cells.empty:
        return "No cell of this config is finished there."
    lines = [f"{'':27} cells    low s   high s     true s  in range  bound MB  peak MB"]
    for name, group in [*cells.groupby("task"), *cells.groupby("method"), ("all", cells)]:
        span, true = total(group), group["seconds_taken"].sum()
        inside = "yes" if span.low <= true <= span.high else "no"
        lines.append(
            f"{name:27} {len(group):5d} {span.low:8.1f} {span.high:8.1f} {true:10.1f} {inside:>9} "
            f"{group['megabytes'].max():9.0f} {group['peak_mb'].max():8.0f}"
        )
    return "\n".join(lines)
