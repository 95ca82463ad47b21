"""Which depths the networks tolerate and choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from snnbench.findings.markdown import markdown
from snnbench.report.figures.accuracy_by_depth import cells_by_depth
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.chosen import chosen_hyperparameters
from snnbench.report.tables.depths import scores_by_depth

DEEP = (16, 32)
"""Layers at which the networks are compared with their best depth; there are no residual networks of 32 blocks."""
FIGURE = "![Mean accuracy of the best setting of each depth, by network](accuracy_by_depth.png)"


class Depths(NamedTuple):
    """Accuracy by depth and the depths chosen.

    Attributes
    ----------
    cells : DataFrame, shape (tasks, networks and depths)
        Test accuracy of the best setting of each depth, chosen on the validation rows, of the tasks that every network
        has a result at each of its depths on.
    chosen : DataFrame
        Index ``method``; the average depth chosen, ``average_depth``, and ``average_depth_paper``.
    """

    cells: pd.DataFrame
    chosen: pd.DataFrame

    @staticmethod
    def of(run: RunFolder, methods: list[str]) -> Depths:
        """Compute them on the paper's protocol, the networks in a given order."""
        chosen = chosen_hyperparameters(run).data.set_index("method").loc[methods]
        cells = cells_by_depth(scores_by_depth(run, "accuracy"))
        return Depths(cells, chosen[["average_depth", "average_depth_paper"]])

    @property
    def accuracy(self) -> pd.DataFrame:
        """Mean over the tasks, shape (networks, depths); NaN where not tried."""
        return self.cells.mean().unstack("depth").loc[self.chosen.index]

    def loss(self, depth: int) -> pd.DataFrame:
        """Percentage points that each network with a depth loses there from its best depth, shape (tasks, networks)."""
        best = self.accuracy.idxmax(axis=1)
        with_depth = self.accuracy.index[self.accuracy[depth].notna()]
        return pd.DataFrame(
            {method: 100 * (self.cells[method, best[method]] - self.cells[method, depth]) for method in with_depth}
        )


def headline(depths: Depths) -> str:
    """Return how SNN takes depth next to the others, paired over the tasks."""
    losses = [depths.loss(depth) for depth in DEEP]
    is_reproduced = all(_least(loss) for loss in losses) and len(_more(losses[-1])) == len(losses[-1].columns) - 1
    chosen = depths.chosen.loc["SNN"]
    is_deepest = bool(chosen["average_depth"] == depths.chosen["average_depth"].max())
    lost = [f"at {depth} layers {_in_words(loss)}" for depth, loss in zip(DEEP, losses, strict=True)]
    return (
        f"**SNN's tolerance of depth is {'' if is_reproduced else 'not '}reproduced on UCI tasks.** Points of accuracy "
        f"lost against the best depth: {'; '.join(lost)}. SNN chooses {chosen['average_depth']:.1f} layers on average"
        f"{', more than any other' if is_deepest else ''}; in the paper {chosen['average_depth_paper']:.1f}."
    )


def _least(loss: pd.DataFrame) -> bool:
    means = loss.mean()
    return bool(means["SNN"] < means.drop("SNN").min())


def _more(loss: pd.DataFrame) -> list[str]:
    """Return the networks that lose more than SNN by two standard errors."""
    excess = loss.drop(columns="SNN").sub(loss["SNN"], axis=0)
    return list(excess.columns[excess.mean() > 2 * excess.sem()])


def _in_words(loss: pd.DataFrame) -> str:
    means, more = loss.mean(), _more(loss)
    others = means.drop("SNN")
    which = "each" if len(more) == len(others) else f"{len(more)} of them"
    return (
        f"{means['SNN']:.1f} by SNN and {others.min():.1f} to {others.max():.1f} by the {len(others)} others "
        f"({which} more than SNN by two standard errors)"
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
        f"the validation rows, by the paper's protocol on the {len(depths.cells)} tasks on which every network has a "
        "result at each depth"
    )
