"""By what widths and for how many epochs the networks of a run were trained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snnbench.methods.registry import NETS
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.report.run_folder import RunFolder
from snnbench.training.protocol import TrainingProtocol


def epochs_of(run: RunFolder, task: str) -> int:
    """Return for how many epochs a run trains on a task at most."""
    return TrainingProtocol(**run.config["protocol"]).epochs_for(int(run.tasks.loc[task, "train_rows"]))


def widths_of(run: RunFolder, suite: str) -> list[str]:
    """Return the units of the networks' layers on a suite."""
    return widths(run.config["grids"].get("default", {}) | run.config["grids"].get(suite, {}))


def widths(grids: Mapping[str, Any]) -> list[str]:
    """Return the units of the networks' layers in grids by method."""
    found: set[int] = set()
    for method in (name for name in NETS if name in grids):
        parts = grids[method] if isinstance(grids[method], list) else [grids[method]]
        found |= {units for part in parts for units in part.get(ARCHITECTURES[method].width, ())}
    return [f"{units:,}" for units in sorted(found)]
