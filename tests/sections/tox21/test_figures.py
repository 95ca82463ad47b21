"""What the figures of Tox21 show."""

import matplotlib.pyplot as plt
import pandas as pd

from snnbench.sections.tox21.figures import auc_by_assay
from snnbench.sections.tox21.tables import MEAN


def test_more_methods_than_colours_can_be_told_apart_and_snn_stands_out():
    methods = ["Highway", *(f"method {i}" for i in range(10)), "SNN"]
    table = pd.DataFrame({"method": methods, "assay": MEAN, "auc": 0.8, "low": 0.7, "high": 0.9})
    figure = auc_by_assay(table).figure
    lines = {bars.get_label(): bars.lines[0] for bars in figure.axes[0].containers}
    looks = {(line.get_color(), line.get_marker(), line.get_markerfacecolor()) for line in lines.values()}
    assert len(looks) == len(methods)
    alike = [name for name, line in lines.items() if line.get_color() == lines["SNN"].get_color()]
    assert alike == ["SNN"]
    assert lines["SNN"].get_markersize() > lines["Highway"].get_markersize()
    bold = [text.get_text() for text in figure.axes[0].get_legend().get_texts() if text.get_fontweight() == "bold"]
    assert bold == ["SNN"]
    plt.close(figure)
