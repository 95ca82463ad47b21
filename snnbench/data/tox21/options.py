"""What a config may say about the task ``tox21``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from snnbench.settings import Settings


class Tox21Options(Settings):
    """What the task ``tox21`` is made of."""

    validation: Literal["leaderboard", "cluster_folds"] = "cluster_folds"
    """``leaderboard``: the challenge's 296 compounds, of which 3 are active on NR-AR. ``cluster_folds``: these
    and one of the challenge winners' five folds of similar compounds, which are then not trained on."""
    fold: int = Field(default=3, ge=0, le=4)
    """Which one. Fold 3 is the smallest, and with the leaderboard set it has 20 active compounds of every assay."""
    features: tuple[Literal["descriptors", "maccs", "alerts", "besides", "morgan"], ...] = Field(
        default=("descriptors", "maccs", "alerts", "besides"), min_length=1
    )
    """RDKit's descriptors, MACCS keys and structural alerts of the parent structure, counts of what the record
    holds next to it (salts, metals), and circular fragments."""
