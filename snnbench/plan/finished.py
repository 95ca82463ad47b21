"""What finished cells of a run took."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def finished_cells(cells: pd.DataFrame, run: Path) -> pd.DataFrame:
    """Return planned cells that a run has finished on the same grid, with what they took.

    Parameters
    ----------
    cells : DataFrame
        Of :func:`snnbench.plan.forecast.cell_table`.
    run : Path
        The run's folder, with ``cells`` or, where they were not kept, ``trials.parquet``.

    Returns
    -------
    DataFrame
        ``cells`` with ``seconds_taken`` (processor time), ``peak_mb`` (of the process until then) and ``whole``: False
        where the run has only some of the splits and repeats. Planned seconds are those of what it has.
    """
    cell, columns = ["task", "method"], ["task", "method", "split", "repeat", "seconds", "peak_mb"]
    files = sorted(run.glob("cells/*/*.parquet")) or [path for path in [run / "trials.parquet"] if path.is_file()]
    trials = [pd.read_parquet(path, columns=columns) for path in files]
    rows = pd.concat(trials or [pd.DataFrame(columns=columns)], ignore_index=True)
    took = rows.groupby(cell).agg(
        tried=("seconds", "size"), seconds_taken=("seconds", "sum"), peak_mb=("peak_mb", "max")
    )
    took["parts"] = rows.drop_duplicates(columns[:4]).groupby(cell).size()
    both = cells.merge(took[took["seconds_taken"] > 0], on=cell)
    both = both[both.pop("tried") * both["replications"] == both["settings"] * both["parts"]]
    share = both.pop("parts") / both["replications"]
    planned = both.columns.intersection(["counted", "seconds"])
    return both.assign(whole=share >= 1, **both[planned].mul(share, axis=0))
