"""How perturbed inputs return to the fixed point."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from snnbench.plots import STYLE
from snnbench.report.picture import Drawing
from snnbench.sections.theory.figures.look import LINES, colours
from snnbench.theory.fixed_point import iterate_map

LAYERS = 30


def return_to_fixed_point(moments: pd.DataFrame) -> Drawing:
    """Draw mean and variance of SELU activations above perturbed inputs, real networks and the map g.

    Parameters
    ----------
    moments : DataFrame
        Of :func:`snnbench.sections.theory.propagation.moments_at_initialisation`.
    """
    selu = moments[(moments["network"] == "SELU") & (moments["dropout"] == 0)]
    width = selu["width"].max()
    selu = selu[(selu["width"] == width) & (selu["layer"] <= LAYERS)]
    with plt.style.context(str(STYLE)):
        figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.6))
        for i, ((mean, variance), part) in enumerate(selu.groupby(["input_mean", "input_variance"], sort=False)):
            path = np.array(list(iterate_map(mean, variance, LAYERS)))
            for axes, column, of_map in zip(panels, ("mean", "variance"), path.T, strict=True):
                label = f"({mean:g}, {variance:g})" if column == "mean" else None
                axes.plot(part["layer"], part[column], "o", color=colours()[i], markersize=3, label=label)
                axes.plot(of_map, color=colours()[i], linestyle=LINES[i], linewidth=1.2)
        panels[0].set_ylabel("mean of activations")
        panels[1].set_ylabel("variance of activations")
        for axes in panels:
            axes.set_xlabel("layer")
        for style, label in (("o", f"network of {width:,} units"), ("-", "map g")):
            panels[0].plot([], [], style, color="0.3", markersize=3, label=label)
        figure.legend(title="mean and variance of the input", loc="outside upper center", ncols=4)
    return Drawing(
        figure,
        "Perturbed inputs return to the fixed point",
        f"Mean and variance of SELU activations over {LAYERS} layers, for inputs of other means and variances. "
        "Networks and the map g both come back to (0, 1) within about 15 layers. Inputs whose mean is not 0 start "
        "with a larger variance than the map says, because the units' sums of weights scatter around 0.",
    )
