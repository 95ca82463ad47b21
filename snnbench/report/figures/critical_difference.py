"""Critical-difference diagrams (Demsar 2006)."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from snnbench.methods.registry import NETS
from snnbench.plots import OURS, STYLE
from snnbench.stats.nemenyi import critical_distance, nemenyi_p_values
from snnbench.stats.ranks import ranks


def critical_difference(scores: pd.DataFrame) -> Figure:
    """Draw average ranks; methods that Nemenyi's test cannot tell apart at the 5 % level share a bar.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Dense; two tasks and three methods at least.
    """
    import scikit_posthocs

    tasks, methods = scores.shape
    average = ranks(scores).mean()
    distance = critical_distance(methods, tasks)
    with plt.style.context(str(STYLE)):
        figure, axes = plt.subplots(figsize=(7.0, 0.16 * methods + 1.9))
        scikit_posthocs.critical_difference_diagram(
            average,
            nemenyi_p_values(scores),
            ax=axes,
            label_fmt_left="{label}  {rank:.2f} ",
            label_fmt_right=" {rank:.2f}  {label}",
            label_props={"fontsize": 8},
            color_palette={method: OURS if method in NETS else "0.25" for method in average.index},
            elbow_props={"linewidth": 0.9},
            marker_props={"s": 14},
            crossbar_props={"color": "0.45", "linewidth": 2.2},
            text_h_margin=0.02 * methods,
        )
        axes.set_title(
            f"{tasks} tasks, critical distance {distance:.2f}; average rank, better to the left", pad=22, fontsize=9
        )
    return figure
