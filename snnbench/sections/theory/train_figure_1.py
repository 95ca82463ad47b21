"""The rule ``figure_1``: the training losses of Figure 1 on one data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from snnbench.files import written_whole
from snnbench.runs.state import write_state
from snnbench.sections.theory.training_curves import figure_1_task, training_curves

if TYPE_CHECKING:
    from snnbench.config.model import Config


class CurveFiles(Protocol):
    """Where the training losses go, and whether the data set was unavailable."""

    curves: str
    state: str


def train_figure_1(name: str, config: Config, output: CurveFiles, attempt: int = 0) -> None:
    """Write the training losses of Figure 1 on a data set, or on the digits with a note why.

    Parameters
    ----------
    name : str
    config : Config
    output : CurveFiles
    attempt : int
        See :mod:`snnbench.runs.state`.
    """
    task, note = figure_1_task(name, config.seed, config.data_dir, config.mirrors, config.datasets)
    curves = training_curves(task, config.seed).assign(dataset=task.name, note=note)
    with written_whole(output.curves) as temporary:
        curves.to_csv(temporary, index=False)
    write_state(output.state, attempt, [{"what": name, "reason": note}] if note else [])
