"""The forecast for this machine: counted cells, with what finished ones and a few timed stacks say of their time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from snnbench.config.model import Config
from snnbench.methods.registry import GROUPS_OF_METHODS
from snnbench.plan.finished import finished_cells
from snnbench.plan.forecast import cell_table, factors, ranges
from snnbench.runs.reasons import readable, reason_of_death
from snnbench.training.trial import FAILED

TIMING_SECONDS = 8
"""Of wall time, in which methods are timed; those that take most of the run come first."""
TIMING_SECONDS_ON_GPU = 60
"""In which networks are timed on a GPU, where libraries start slowly."""
ENOUGH = 5
"""Finished cells of a method that make timing it needless."""
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
        Time a part of the grid of each built-in method of which too few cells are finished; some seconds in all. None:
        only if the run takes longer than :data:`LONG`.

    Returns
    -------
    DataFrame
        Of :func:`snnbench.plan.forecast.ranges`, and whether a cell is ``done``.
    """
    cells = cell_table(config)
    here = finished_cells(cells, results / config.run)
    timed = {}
    if measure or (measure is None and cells["counted"].sum() > LONG):
        known = here["method"].value_counts()
        timed = times_longer(config, cells[~cells["method"].isin(known[known >= ENOUGH].index)])
    done = pd.MultiIndex.from_frame(here.loc[here["whole"], ["task", "method"]])
    found = ranges(cells, factors(cells, here, timed))
    return found.assign(done=pd.MultiIndex.from_frame(cells[["task", "method"]]).isin(done))


def times_longer(
    config: Config, cells: pd.DataFrame, device: str = "cpu", seconds: float = TIMING_SECONDS
) -> dict[str, float]:
    """Return how many times as long as counted methods take here, as far as the time suffices to try them.

    Where kernels must be compiled first, or on a busy machine, it may not suffice for all. Users' methods are left out.
    A line on stderr names those that cannot be timed, and why.

    Parameters
    ----------
    config : Config
    cells : DataFrame
        Of which methods.
    device : {"cpu", "cuda"}
        Where networks train.
    seconds : float
        Of wall time.
    """
    built_in = [name for group in GROUPS_OF_METHODS.values() for name in group]
    of_methods = cells[cells["method"].isin(built_in)].groupby("method")
    longest_first = of_methods["counted"].sum().sort_values(ascending=False).index
    grids = {method: config.grid_of(of_methods["suite"].first()[method], method) for method in longest_first}
    command = [sys.executable, "-m", "snnbench.plan.timed", device]
    exit_code, errors = 0, b""
    try:
        ended = subprocess.run(
            command, input=json.dumps(grids).encode(), capture_output=True, timeout=seconds, check=False
        )
        told, errors, exit_code = ended.stdout, ended.stderr, ended.returncode
    except subprocess.TimeoutExpired as late:
        told = late.stdout or b""
    answers = dict(line.split(" ", maxsplit=1) for line in told.decode().splitlines())
    if exit_code:
        at_work = next((name for name in grids if name not in answers), "the end")
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        answers[at_work] = f"{reason_of_death(exit_code)}{f' ({last})' if last else ''}, and none after it was timed"
    without = {name: said for name, said in answers.items() if said.startswith(FAILED)}
    if without:
        reasons = "; ".join(f"{name} {said}" for name, said in without.items())
        print(f"not timed on this machine, so the plan's time is taken: {readable(reasons)}", file=sys.stderr)
    return {name: float(factor) for name, factor in answers.items() if name not in without}
