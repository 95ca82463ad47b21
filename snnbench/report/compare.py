"""Two runs side by side: whether one found nets as good as the other's, and what each spent."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from snnbench.stats.paired_difference import paired_difference

CELL = ["task", "split", "repeat", "method"]


def compare_runs(first: Path, second: Path) -> pd.DataFrame:
    """Compare the chosen settings of two runs on the cells that both have.

    Parameters
    ----------
    first, second : Path
        Runs' folders with their ``trials.parquet``.

    Returns
    -------
    DataFrame
        A row per method and one, ``all``, over the nets: tasks compared, mean test score of the chosen
        settings over them in each run, their difference (second minus first) in percentage points, standard error of
        that difference over the tasks, epochs trained and processor seconds spent in each run, and how many times fewer
        the second spent. Sums of epochs do not depend on the machine.

    Raises
    ------
    ValueError
        If the runs share no finished cell.
    """
    cells = _cells(first).join(_cells(second), how="inner", suffixes=("_first", "_second"))
    if cells.empty:
        raise ValueError(f"{first} and {second} share no cell that was finished in both")
    rows = [_row(str(method), part) for method, part in cells.groupby(level="method", sort=False)]
    trained = cells[cells["epochs_first"] > 0]
    if not trained.empty:
        rows.append(_row("all", trained))
    return pd.DataFrame(rows)


def _cells(run: Path) -> pd.DataFrame:
    columns = [*CELL, "chosen", "test_score", "epochs", "seconds"]
    if not (run / "trials.parquet").is_file():
        raise FileNotFoundError(f"{run} is no run's folder with every setting: it lacks trials.parquet")
    trials = pd.read_parquet(run / "trials.parquet", columns=columns)
    spent = trials.groupby(CELL)[["epochs", "seconds"]].sum()
    return trials[trials["chosen"]].set_index(CELL)[["test_score"]].join(spent)


def _row(method: str, cells: pd.DataFrame) -> dict[str, object]:
    found = paired_difference(cells["test_score_first"], cells["test_score_second"])
    return {
        "method": method,
        "tasks": found.tasks,
        "test_score_first": found.before,
        "test_score_second": found.after,
        "difference_points": found.points,
        "standard_error": found.standard_error,
        "epochs_first": cells["epochs_first"].sum(),
        "epochs_second": cells["epochs_second"].sum(),
        "times_fewer_epochs": cells["epochs_first"].sum() / max(1, cells["epochs_second"].sum()),
        "seconds_first": cells["seconds_first"].sum(),
        "seconds_second": cells["seconds_second"].sum(),
        "times_fewer_seconds": cells["seconds_first"].sum() / cells["seconds_second"].sum(),
    }
