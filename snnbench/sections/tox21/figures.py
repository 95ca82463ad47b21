"""The figures of Tox21 next to the AUC against depth."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

from snnbench.plots import HIGHLIGHTED, STYLE, highlight_labels, method_looks
from snnbench.report.formats import listed
from snnbench.report.picture import Drawing
from snnbench.sections.tox21.moments import Moments
from snnbench.sections.tox21.tables import DEEPTOX, MEAN

DENSITY_VALUES = 20_000
"""Values that a kernel density is estimated from; more change nothing that can be seen."""


def figure_a8(inputs: dict[int, np.ndarray]) -> Drawing:
    """Draw the density of the net inputs and the standard normal one, a panel per time.

    Parameters
    ----------
    inputs : dict of int to ndarray
        Of :func:`snnbench.sections.tox21.net_inputs.net_inputs`.
    """
    times = [f"after {epochs} epochs" if epochs else "before training" for epochs in inputs]
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, len(inputs), figsize=(3.6 * len(inputs), 3.0), sharex=True, sharey=True)
        grid = np.linspace(-4.5, 4.5, 301)
        for axes, time, values in zip(panels, times, inputs.values(), strict=True):
            sample = np.random.default_rng(0).choice(values, min(DENSITY_VALUES, len(values)), replace=False)
            axes.plot(grid, stats.norm.pdf(grid), color="black", linewidth=1, label="standard normal")
            axes.plot(grid, stats.gaussian_kde(sample)(grid), color="C1", label="net inputs")
            moments = Moments.of(values)
            text = (
                f"mean {moments.mean:.2f}\nvariance {moments.variance:.2f}\n"
                f"skewness {moments.skewness:.2f}\nexcess kurtosis {moments.excess_kurtosis:.2f}"
            )
            axes.text(0.02, 0.97, text, transform=axes.transAxes, va="top", fontsize=8)
            axes.set_title(time)
            axes.set_xlabel("net input of the second layer")
        panels[0].set_ylabel("density")
        panels[-1].legend(loc="upper right", fontsize=8)
    return Drawing(
        figure,
        "Net inputs of the second layer of an SNN (Figure A8)",
        f"Density {listed(times)} and the standard normal density.",
    )


def auc_by_assay(table: pd.DataFrame) -> Drawing:
    """Draw each method's AUC on each assay with its interval.

    Parameters
    ----------
    table : DataFrame
        Of :func:`snnbench.sections.tox21.tables.auc_by_assay`.
    """
    methods = list(dict.fromkeys(table["method"]))
    assays = list(dict.fromkeys(table["assay"]))
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(7.2, max(0.42, 0.055 * len(methods)) * len(assays) + 1.2))
        looks = method_looks(methods)
        for i, method in enumerate(methods):
            rows = table[table["method"] == method].set_index("assay").loc[assays]
            place = np.arange(len(assays)) + 0.7 * ((i + 0.5) / len(methods) - 0.5)
            reach = np.stack([rows["auc"] - rows["low"], rows["high"] - rows["auc"]])
            first = method == HIGHLIGHTED
            look = looks[method] | {"linewidth": 1.6 if first else 0.8, "markersize": 5 if first else 4}
            axes.errorbar(rows["auc"], place, xerr=reach, linestyle="none", label=method, **look)
        axes.plot([DEEPTOX] * 2, [len(assays) - 1.45, len(assays) - 0.55], color="0.4", linewidth=1, label="DeepTox")
        names = ["mean of the assays" if assay == MEAN else assay for assay in assays]
        axes.set_yticks(np.arange(len(assays)), names)
        axes.invert_yaxis()
        axes.set_xlabel("ROC AUC on the final compounds, with 95 % intervals")
        legend = axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8)
        highlight_labels(legend.get_texts())
    means = table[table["assay"] == MEAN]
    return Drawing(
        figure,
        "AUC by assay",
        "Each method's AUC on each assay with its interval; means over the assays: "
        + ", ".join(f"{row.method} {row.auc:.3f}" for row in means.itertuples())
        + ".",
    )
