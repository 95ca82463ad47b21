"""What a config may say about how grids are searched."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, field_validator

from snnbench.settings import Settings
from snnbench.training.protocol import TrainingProtocol


class Search(Settings):
    """How a grid is searched. ``search: grid`` is short for ``search: {strategy: grid}``."""

    strategy: Literal["grid", "halving"] = "grid"
    """``grid``: every net to the end, as in the paper. ``halving``: the better ones go on at each rung."""
    rungs: tuple[Annotated[int, Field(ge=1)], ...] = (10, 30)
    """Epochs after which halving leaves nets behind."""
    keep: float = Field(default=1 / 3, gt=0, lt=1)
    """Share of the nets that goes on from a rung."""
    by_depth: tuple[str, ...] = ("tox21",)
    """Suites whose nets compete at a rung with those of their own depth only, as Table 2 shows every depth."""

    @field_validator("rungs")
    @classmethod
    def _rungs_rise(cls, rungs: tuple[int, ...]) -> tuple[int, ...]:
        if not rungs or list(rungs) != sorted(set(rungs)):
            raise ValueError("rungs must be epochs in rising order, such as [10, 30]")
        return rungs

    def rungs_for(self, protocol: TrainingProtocol, rows: int) -> list[int]:
        """Return the rungs of the training on a task, by its number of training rows."""
        if self.strategy == "grid":
            return []
        rungs = sorted({protocol.in_proportion(rung, rows) for rung in self.rungs})
        return [rung for rung in rungs if rung < protocol.epochs_for(rows)]

    def survivors(self, members: int) -> int:
        """Return how many of the members at a rung go on."""
        return max(1, math.ceil(members * self.keep - 1e-9))
