"""What finished cells of a run took, and how far the estimate was off."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def finished_cells(run: Path) -> pd.DataFrame:
    """Return what the finished cells of a run took.

    Processor time as the cells recorded it is taken, as the wall time of a job says little where it shared its core
    or found its cells in the store.

    Parameters
    ----------
    run : Path
        The run's folder, with ``cells`` or, where they were not kept, ``trials.parquet``.

    Returns
    -------
    DataFrame
        Columns ``task``, ``method``, ``nets`` (settings tried), ``seconds`` and ``peak_mb``, which is that of the whole
        process until then. Cells that failed as a whole are left out.
    """
    files = sorted(run.glob("cells/*/*.parquet")) or [path for path in [run / "trials.parquet"] if path.is_file()]
    trials = [pd.read_parquet(path, columns=["task", "method", "seconds", "peak_mb"]) for path in files]
    if not trials:
        return pd.DataFrame(columns=["task", "method", "nets", "seconds", "peak_mb"])
    cells = pd.concat(trials).groupby(["task", "method"], as_index=False)
    took = cells.agg(nets=("seconds", "size"), seconds=("seconds", "sum"), peak_mb=("peak_mb", "max"))
    return took[took["seconds"] > 0].reset_index(drop=True)


def beside_estimate(cells: pd.DataFrame, took: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are both planned and finished, on grids of the same size.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`snnbench.plan.command.cell_table`.
    took : DataFrame
        Of :func:`finished_cells`.

    Returns
    -------
    DataFrame
        Columns of ``cells``, and ``seconds_taken`` and ``peak_mb``.
    """
    return cells.merge(took.rename(columns={"seconds": "seconds_taken"}), on=["task", "method", "nets"])


def comparison(both: pd.DataFrame) -> str:
    """Return a table of estimated and true seconds and of bounds and peaks of memory, by task and by method.

    Parameters
    ----------
    both : DataFrame
        Of :func:`beside_estimate`.
    """
    if both.empty:
        return "No cell of this config is finished there."
    lines = [f"{'':27} cells  estimated s     true s  ratio  bound MB  peak MB"]
    for name, group in [*both.groupby("task"), *both.groupby("method"), ("all", both)]:
        estimated, true = group["seconds"].sum(), group["seconds_taken"].sum()
        lines.append(
            f"{name:27} {len(group):5d} {estimated:12.1f} {true:10.1f} {estimated / true:6.2f} "
            f"{group['megabytes'].max():9.0f} {group['peak_mb'].max():8.0f}"
        )
    return "\n".join(lines)
