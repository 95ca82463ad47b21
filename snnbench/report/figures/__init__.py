"""The figures of a run, one concept a file, PNG and PDF in one style."""

from snnbench.report.figures.style import STYLE, save_figure

__all__ = ["STYLE", "save_figure"]
