"""What finished cells of runs took."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

COLUMNS = ["task", "method", "settings", "seconds_taken", "peak_mb"]


def finished_cells(run: Path) -> pd.DataFrame:
    """Return what the finished cells of a run took, in processor time as the cells recorded it.

    Parameters
    ----------
    run : Path
        The run's folder, with ``cells`` or, where they were not kept, ``trials.parquet``.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`. ``settings`` counts those of all splits and repeats; ``peak_mb`` is the peak of the
        process until then. Cells that failed are left out.
    """
    files = sorted(run.glob("cells/*/*.parquet")) or [path for path in [run / "trials.parquet"] if path.is_file()]
    trials = [pd.read_parquet(path, columns=["task", "method", "seconds", "peak_mb", "status"]) for path in files]
    if not trials:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(trials)
    cells = rows[~rows["status"].str.startswith("unavailable")].groupby(["task", "method"], as_index=False)
    took = cells.agg(settings=("seconds", "size"), seconds_taken=("seconds", "sum"), peak_mb=("peak_mb", "max"))
    return took[took["seconds_taken"] > 0].reset_index(drop=True)


def comparable(cells: pd.DataFrame, runs: Iterable[Path]) -> pd.DataFrame:
    """Return planned cells that are finished in one of some runs, on grids of the same size; the first run counts.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`snnbench.plan.forecast.cell_table`.
    runs : iterable of Path

    Returns
    -------
    DataFrame
        Columns of ``cells``, and ``seconds_taken`` and ``peak_mb``.
    """
    found = pd.concat([finished_cells(run) for run in runs] or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)
    return cells.merge(found.drop_duplicates(["task", "method", "settings"]), on=["task", "method", "settings"])


def comparison(both: pd.DataFrame) -> str:
    """Return a table of ranges and true seconds, bounds and peaks of memory, by task, by method and in all.

    Parameters
    ----------
    both : DataFrame
        Of :func:`comparable`, with the ranges of :func:`snnbench.plan.forecast.ranges`.
    """
    from snnbench.plan.forecast import total

    if both.empty:
        return "No cell of this config is finished there."
    lines = [f"{'':27} cells    low s   high s     true s  in range  bound MB  peak MB"]
    for name, group in [*both.groupby("task"), *both.groupby("method"), ("all", both)]:
        span, true = total(group), group["seconds_taken"].sum()
        inside = "yes" if span.low <= true <= span.high else "no"
        lines.append(
            f"{name:27} {len(group):5d} {span.low:8.1f} {span.high:8.1f} {true:10.1f} {inside:>9} "
            f"{group['megabytes'].max():9.0f} {group['peak_mb'].max():8.0f}"
        )
    return "\n".join(lines)
