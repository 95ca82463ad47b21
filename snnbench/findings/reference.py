"""The rows of the reference runs, and what more than one section of the page needs of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from snnbench.findings.depth import Depths
from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder


class Reference(NamedTuple):
    """The folder ``results/reference``.

    Attributes
    ----------
    folder : Path
    uci : RunFolder
        The run of all methods on UCI tasks: ``uci``, or ``quick`` where that is missing.
    htru2 : RunFolder
        The run on HTRU2: ``htru2``, or ``quick`` where that is missing.
    htru2_epochs : RunFolder, optional
        The networks on HTRU2 for more epochs: ``htru2-epochs``.
    rankings : Rankings
    luck : Luck
    depths : Depths
    """

    folder: Path
    uci: RunFolder
    htru2: RunFolder
    htru2_epochs: RunFolder | None
    rankings: Rankings
    luck: Luck
    depths: Depths

    @staticmethod
    def read(folder: Path) -> Reference:
        """Read the runs.

        Raises
        ------
        ValueError
            If the run on UCI tasks has too few networks or tasks to rank.
        """
        uci, htru2 = (_run(folder, name) for name in ("uci", "htru2"))
        rankings = Rankings.of(uci, drop_incomplete=True)
        methods = list(rankings.nets.table["method"])
        luck = Luck.of(uci, rankings.nets.tasks, methods)
        if luck is None:
            raise ValueError(f"{folder / uci.name}: too few networks or tasks to rank")
        longer = RunFolder.read(folder / "htru2-epochs") if (folder / "htru2-epochs").is_dir() else None
        return Reference(folder, uci, htru2, longer, rankings, luck, Depths.of(uci, methods))


def _run(folder: Path, name: str) -> RunFolder:
    return RunFolder.read(folder / (name if (folder / name / "runs.parquet").is_file() else "quick"))
