"""What a config may say about the task ``tox21``."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field, model_validator

from snnbench.settings import Settings

Columns = Literal["descriptors", "maccs", "alerts", "besides", "morgan", "neighbours"]


class Tox21Options(Settings):
    """What the task ``tox21`` is made of. The defaults are the paper's plain protocol."""

    validation: Literal["leaderboard", "cluster_folds", "folds"] = "cluster_folds"
    """``leaderboard``: the challenge's 296 compounds, of which 3 are active on NR-AR. ``cluster_folds``: these
    and one of the challenge winners' five folds of similar compounds, which are then not trained on. ``folds``: each
    of the five folds in turn, while all other labelled compounds, the leaderboard's included, are trained on; settings
    and epochs are chosen by the mean over the five."""
    fold: int = Field(default=3, ge=0, le=4)
    """Which one, for ``cluster_folds``. Fold 3 is the smallest, and with the leaderboard set it has 20 active compounds
    of every assay."""
    columns: tuple[Columns, ...] = Field(
        default=("descriptors", "maccs", "alerts", "besides"),
        min_length=1,
        validation_alias=AliasChoices("columns", "features"),
    )
    """RDKit's descriptors, MACCS keys and structural alerts of the parent structure, counts of what the record
    holds in addition (salts, metals), circular fragments, and what is known of the ``neighbours``: per assay a vote of
    similar training compounds, and the similarity to the nearest active and inactive one."""
    merge: bool = False
    """Make one compound of all records with the same InChIKey; its label is their mean."""
    refit: bool = False
    """With ``validation: folds``: train the chosen setting on all labelled compounds for the chosen number of epochs,
    and score only this one on the final compounds."""
    threads: int = Field(default=8, ge=1)
    """Processes that compute the features, at most as many as there are cores for the run. It changes no result."""

    @model_validator(mode="after")
    def _refit_needs_folds(self) -> Tox21Options:
        if self.refit and self.validation != "folds":
            raise ValueError("refit needs `validation: folds`, which chooses the setting and the number of epochs")
        return self
