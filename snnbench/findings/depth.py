"""Which depths the networks tolerate and choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.report.figures.accuracy_by_depth import paired_means
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.chosen import chosen_hyperparameters
from snnbench.report.tables.depths import scores_by_depth

DEEP = 16
"""Layers at which the networks are compared with their best depth."""
FIGURE = "![Mean accuracy of the best setting of each depth, by network](accuracy_by_depth.png)"


class Depths(NamedTuple):
    """Accuracy by depth and the depths chosen.

    Attributes
    ----------
    accuracy : DataFrame, shape (networks, depths)
        Mean test accuracy of the best setting of each depth, chosen on the validation rows; NaN where not tried.
    tasks : int
        That every network has a result at each of its depths on.
    chosen : DataFrame
        Index ``method``; the average depth chosen, ``average_depth``, and ``average_depth_paper``.
    """

    accuracy: pd.DataFrame
    tasks: int
    chosen: pd.DataFrame

    @staticmethod
    def of(run: RunFolder, methods: list[str]) -> Depths:
        """Compute them on the paper's protocol, the networks in a given order."""
        means = paired_means(scores_by_depth(run, "accuracy"))
        accuracy = means.pivot(index="method", columns="depth", values="mean").loc[methods]
        chosen = chosen_hyperparameters(run).data.set_index("method").loc[methods]
        return Depths(accuracy, int(means["tasks"].iloc[0]), chosen[["average_depth", "average_depth_paper"]])

    @property
    def loss(self) -> pd.Series:
        """Percentage points that a network loses from its best depth to :data:`DEEP` layers."""
        return 100 * (self.accuracy.max(axis=1) - self.accuracy[DEEP])


def headline(depths: Depths) -> str:
    """Return how SNN takes depth next to the others."""
    loss, others = depths.loss["SNN"], depths.loss.drop("SNN")
    least = "least of all networks" if loss < others.min() else f"{int((others < loss).sum())} networks lose less"
    chosen = depths.chosen.loc["SNN"]
    is_deepest = bool(chosen["average_depth"] == depths.chosen["average_depth"].max())
    deepest = "the deepest of all" if is_deepest else "not the deepest"
    title = "SNN's tolerance of depth reproduces" if is_deepest and loss < others.min() else "Depth"
    return (
        f"**{title}.** From its best depth to {DEEP} layers SNN loses {loss:.1f} points of accuracy, {least} (the "
        f"others {others.min():.1f} to {others.max():.1f}). On average it chooses {chosen['average_depth']:.1f} layers "
        f"({deepest}), in the paper {chosen['average_depth_paper']:.1f}."
    )


def in_short(depths: Depths) -> Iterator[str]:
    """Yield the section without its table, as Markdown."""
    yield "## Depth"
    yield FIGURE
    yield f"{_explained(depths)}."


def depth(depths: Depths) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## Depth"
    yield FIGURE
    yield f"{_explained(depths)}; and the average depth of the settings chosen."
    table = (100 * depths.accuracy).map(lambda value: "–" if pd.isna(value) else f"{value:.1f}")
    table["depth chosen"] = depths.chosen["average_depth"].map("{:.1f}".format)
    table["in the paper"] = depths.chosen["average_depth_paper"].map("{:.1f}".format)
    yield markdown(table.rename(columns=str).rename_axis(index="network", columns=None).reset_index())


def _explained(depths: Depths) -> str:
    return (
        "Mean test accuracy in percent of the best setting of each depth (hidden layers, blocks of ResNet), chosen on "
        f"the validation rows, by the paper's protocol on the {depths.tasks} tasks that every network has a result at "
        "each depth on"
    )
