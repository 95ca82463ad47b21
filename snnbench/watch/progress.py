"""How far a run is: which cells are finished, and how long the others take by what these took."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from snnbench.plan.forecast import Factor, Span, factors, ranges, total
from snnbench.runs.at_work import FOLDER, lines_at_work
from snnbench.watch.durations import clock_range, duration
from snnbench.watch.machine import ENOUGH
from snnbench.watch.plan_file import RunPlan, read_plan

SURE_SECONDS = 60
"""After which the share of the cores that cells really got is taken from the run itself."""
A_MINUTE = 60
"""Seconds; less that is left is not said to the second, as the start of a process takes some, too."""


STILL_SECONDS, STILL_CELLS = 600, 2
"""How long no cell may move before that is said: at least, and as a multiple of the longest cell that is left."""


class Progress(NamedTuple):
    """How far a run is.

    Attributes
    ----------
    done, cells : int
        Finished cells, and all.
    left : Span
        Seconds of wall time until the last cell is finished; tables and figures come after it.
    still : float
        Seconds since a cell has finished or told what it does, if that is long by the plan; otherwise 0.
    """

    done: int
    cells: int
    left: Span
    still: float = 0.0

    def __str__(self) -> str:
        """Return a line such as ``cells 312 of 2,904, 1 h 20 min left (1:05 to 1:45)``."""
        counted = f"cells {self.done:,} of {self.cells:,}"
        if self.done == self.cells:
            return f"{counted}, all finished"
        still = f"; no cell has moved for {duration(self.still)}, the run may have ended" if self.still else ""
        if self.left.high < A_MINUTE:
            return f"{counted}, less than a minute of cells left{still}"
        return f"{counted}, {duration(self.left.middle)} left ({clock_range(self.left.low, self.left.high)}){still}"


class RunWatch:
    """Follows a run by the files that its cells leave; each is read once.

    Parameters
    ----------
    run : Path
        The run's folder, ``results/<run>``.

    Raises
    ------
    FileNotFoundError
        If the run has not been started.
    """

    def __init__(self, run: Path) -> None:
        self.run = run
        self.plan: RunPlan = read_plan(run)
        self._took: dict[tuple[str, str], tuple[int, float]] = {}
        self._last_finished = self.plan.started

    def progress(self) -> Progress:
        """Return how far the run is now."""
        self._read_finished()
        cells = self.plan.cells
        key = pd.MultiIndex.from_frame(cells[["task", "method"]])
        here = self._finished_table()
        done = cells["done"].to_numpy() | key.isin(list(self._took))
        counted = ranges(cells, self._factors(here))
        span = total(counted[~done])
        speed = self._cores_in_use(here)
        longest = total(counted[~done].nlargest(1, "seconds"))
        left = Span(*(max(seconds / speed, longest.middle if seconds == span.middle else 0) for seconds in span))
        still = time.time() - self._last_sign()
        is_long = not done.all() and still > max(STILL_SECONDS, STILL_CELLS * longest.high)
        return Progress(int(done.sum()), len(cells), left, still if is_long else 0.0)

    def running(self) -> list[str]:
        """Return the cells that are computed now, such as ``iris: SNN, stack 2 of 5, epoch 30 of 100``."""
        lines = lines_at_work(self.run, self.plan.started)
        return [f"{task}: {', '.join(filter(None, [method, line]))}" for (task, method), line in lines.items()]

    def _read_finished(self) -> None:
        """Read the files of cells that are new since the start and not read yet."""
        for path in self.run.glob("cells/*/*.parquet"):
            cell = path.parent.name, path.stem
            if cell in self._took:
                continue
            try:
                written = path.stat().st_mtime
                if written < self.plan.started:
                    continue
                seconds = pq.read_table(path, columns=["seconds"])["seconds"].to_pandas()
            except (OSError, ValueError):  # replaced or damaged at this moment; the next look sees it
                continue
            self._took[cell] = len(seconds), float(seconds.sum())
            self._last_finished = max(self._last_finished, written)

    def _last_sign(self) -> float:
        """Return when a cell last finished or told what it does, in seconds since the epoch."""
        told = [self._last_finished]
        for path in (self.run / FOLDER).glob("*/*"):
            with suppress(OSError):
                told.append(path.stat().st_mtime)
        return max(told)

    def _finished_table(self) -> pd.DataFrame:
        rows = [(task, method, *took) for (task, method), took in self._took.items() if took[1] > 0]
        found = pd.DataFrame(rows, columns=["task", "method", "settings", "seconds_taken"])
        return self.plan.cells.merge(found, on=["task", "method", "settings"])

    def _factors(self, here: pd.DataFrame) -> dict[str, Factor]:
        """Return the factor of every method: what the plan said, moved by what this run's cells took."""
        cells = self.plan.cells
        planned = (cells["seconds"] / cells["counted"]).groupby(cells["method"]).first()
        finished = here["method"].value_counts()
        return factors(cells, here, planned[~planned.index.isin(finished[finished >= ENOUGH].index)].to_dict())

    def _cores_in_use(self, here: pd.DataFrame) -> float:
        """Return how many processor seconds cells get per second: at first the cores, later what this run saw."""
        elapsed, spent = time.time() - self.plan.started, here["seconds_taken"].sum()
        if elapsed < SURE_SECONDS or spent <= 0:
            return self.plan.cores
        return min(self.plan.cores, max(0.05, spent / elapsed))
