"""All figures of the report, in its order."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text

from snnbench.plots import save_figure
from snnbench.report.figures.accuracy_by_depth import ACCURACY_BY_DEPTH
from snnbench.report.figures.average_ranks import AVERAGE_RANKS, AVERAGE_RANKS_OF_ALL
from snnbench.report.figures.critical_difference import CRITICAL_DIFFERENCES
from snnbench.report.figures.heat_map import SCORE_HEAT_MAP
from snnbench.report.figures.htru2 import HTRU2_AUC
from snnbench.report.figures.learning_curves import LEARNING_CURVES
from snnbench.report.figures.ours_vs_paper import OURS_VS_PAPER
from snnbench.report.figures.report_figure import NotDrawn
from snnbench.report.figures.time_per_method import TIME_PER_METHOD
from snnbench.report.figures.tox21_auc_by_depth import TOX21_AUC_BY_DEPTH
from snnbench.report.picture import Picture
from snnbench.report.results import Results
from snnbench.report.run_folder import NOT_IN_PAPER

FIGURES = (
    AVERAGE_RANKS,
    AVERAGE_RANKS_OF_ALL,
    *CRITICAL_DIFFERENCES,
    OURS_VS_PAPER,
    ACCURACY_BY_DEPTH,
    TOX21_AUC_BY_DEPTH,
    LEARNING_CURVES,
    HTRU2_AUC,
    SCORE_HEAT_MAP,
    TIME_PER_METHOD,
)


def draw_figures(results: Results, folder: Path) -> tuple[list[Picture], dict[str, str]]:
    """Write the figures that concern a run.

    Parameters
    ----------
    results : Results
    folder : Path
        To write to.

    Returns
    -------
    pictures : list of Picture
    not_drawn : dict of str to str
        Why figures that concern the run are missing, by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures, not_drawn = [], {}
    for figure in FIGURES:
        if not figure.applies(results):
            continue
        try:
            drawing = figure.draw(results)
        except NotDrawn as reason:
            not_drawn[figure.name] = str(reason)
            continue
        title = drawing.title + _meaning_of_marks(drawing.figure)
        save_figure(drawing.figure, folder, figure.name)
        pictures.append(Picture(figure.name, title, drawing.alt, folder))
    return pictures, not_drawn


def _meaning_of_marks(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.findobj(Text)]
    ticks = [label.get_text() for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    return f" {NOT_IN_PAPER} Not in the paper." if any(NOT_IN_PAPER in text for text in texts + ticks) else ""
