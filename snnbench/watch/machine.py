"""The forecast for this machine: counted cells, with what finished runs and a few timed stacks say of their time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pandas as pd

from snnbench.config.model import Config
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.plan.finished import comparable
from snnbench.plan.forecast import cell_table, factors, ranges

REFERENCE = Path("results/reference")
"""Folder of finished runs that tell how long cells of the same grids took elsewhere."""
TIMING_SECONDS = 8
"""Of wall time, after which no further method is timed; those that take most of the run come first."""
LONG = 600
"""Seconds on the nominal core from which on this machine is timed."""


def forecast(config: Config, results: Path = Path("results"), measure: bool | None = True) -> pd.DataFrame:
    """Return every cell with its expected seconds on this machine.

    Parameters
    ----------
    config : Config
    results : Path
        With the folder of the run, whose finished cells count.
    measure : bool
        Time one stack or fit of each method of which too few cells are finished; some seconds in all. None: only if
        the run takes longer than :data:`LONG`.

    Returns
    -------
    DataFrame
        Of :func:`snnbench.plan.forecast.ranges`.
    """
    cells = cell_table(config)
    here = comparable(cells, [results / config.run])
    runs = sorted(path.parent for path in REFERENCE.glob("*/trials.parquet"))
    known = {run: methods for run in runs if (methods := same_code(run, config))}
    finished = [comparable(cells[cells["method"].isin(methods)], [run]) for run, methods in known.items()]
    reference = pd.concat(finished or [here[:0]])
    if measure is None:
        measure = cells["counted"].sum() > LONG
    started: list[float] = []

    def timed(method: str) -> float | None:
        from snnbench.methods.baselines import BASELINES
        from snnbench.plan.timed import times_longer

        late = started and time.monotonic() - started[0] > TIMING_SECONDS
        if not measure or late or (method not in ARCHITECTURES and method not in BASELINES):
            return None
        suite = cells.loc[cells["method"] == method, "suite"].iloc[0]
        factor = times_longer(method, config.grid_of(suite, method))
        # The first one also imports what all need.
        started.append(time.monotonic())
        return factor

    return ranges(cells, factors(cells, here, reference, timed), here)


def same_code(run: Path, config: Config) -> list[str]:
    """Return the methods that a run computed on CPUs with the very code that would compute them here."""
    from snnbench.runs.cells import method_named
    from snnbench.runs.keys import code_of

    file = run / "environment.json"
    environment = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if environment.get("device") != "cpu":
        return []
    code = environment.get("code", {})
    return [name for name in config.methods if name in code and code[name] == code_of(method_named(name, config))]
