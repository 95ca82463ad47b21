"""Finished cells as a run leaves them, and the forecast that learns from them."""

import pandas as pd

from snnbench.plan.finished import finished_cells
from snnbench.plan.forecast import factors, ranges


def finish(cells, run, times, share=1.0):
    """Write cells that took a multiple of what was counted, by method; of some of their splits and repeats."""
    for cell in cells.itertuples():
        if cell.method in times:
            path = run / "cells" / cell.task / f"{cell.method}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            each = cell.settings // cell.replications
            rows = [
                {"split": split, "repeat": 0, "seconds": cell.counted * times[cell.method] / cell.settings}
                for split in range(round(share * cell.replications))
                for _ in range(each)
            ]
            pd.DataFrame(rows).assign(task=cell.task, method=cell.method, peak_mb=321.0).to_parquet(path)


def forecast_of(cells, run, timed=()):
    here = finished_cells(cells, run)
    return ranges(cells, factors(cells, here, dict(timed)))
