"""The benchmark as a picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

from snnbench.files import written_whole
from snnbench.plots import STYLE, highlight_labels, method_looks


def draw(table: pd.DataFrame, path: Path) -> None:
    """Draw speed relative to the plain loop, and the share of the matrix peak, against width.

    Parameters
    ----------
    table : DataFrame
        Columns of :class:`snnbench.bench.measure.Measurement`. Dropout is on where a method has it, and the
        median over the depths is drawn.
    path : Path
        Of the PNG file.
    """
    on = table[table["dropout"] == table.groupby("method")["dropout"].transform("max")]
    medians = on.groupby(["method", "width"])[["ratio_loop", "peak_share"]].median()
    with plt.style.context(str(STYLE)):
        figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.2))
        methods = list(dict.fromkeys(on["method"]))
        looks = method_looks(methods)
        for method in methods:
            line = medians.loc[method]
            left.plot(line.index, line["ratio_loop"], label=method, **looks[method])
            right.plot(line.index, 100 * line["peak_share"], label=method, **looks[method])
        for axes in (left, right):
            axes.set_xscale("log", base=2)
            axes.set_xticks(sorted(set(on["width"])), sorted(set(on["width"])))
            axes.set_xlabel("units of a layer")
        left.axhline(1, color="0.7", linewidth=1)
        left.set_ylabel("times the plain PyTorch loop")
        right.set_ylabel("share of the matrix peak, %")
        right.set_ylim(0, 100)
        highlight_labels(right.legend(fontsize=7).get_texts())
    with written_whole(path) as temporary:
        figure.savefig(temporary, format="png", metadata={"Software": None})
    plt.close(figure)
