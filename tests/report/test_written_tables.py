"""How tables are written: numbers and names for a reader, the best of a row, LaTeX."""

import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from snnbench.report.build import build_report
from snnbench.report.formats import format_value, label, listed
from snnbench.report.latex import latex_table
from snnbench.report.result_table import ResultTable, best_of_row


def test_the_best_of_a_row_is_marked_as_it_is_printed():
    data = pd.DataFrame({"task": ["a", "b"], "A": [0.50001, np.nan], "B": [0.50002, 0.3], "C": [0.1, 0.2]})
    assert best_of_row(data, [("A", "B", "C")]) == {(0, "A"), (0, "B"), (1, "B")}
    assert best_of_row(data, [("C",), ()]) == {(0, "C"), (1, "C")}


def test_latex_is_escaped_and_complete():
    data = pd.DataFrame({"a_b": ["50 %", None], "p_value": [0.04, np.nan], "score": [0.5, 0.25]})
    text = latex_table(ResultTable("x", "X", data, best=frozenset({(0, "score")}), marks={(1, "score"): "†"}))
    assert r"a b & p & score \\" in text
    assert r"50 \% & 0.040* & \textbf{0.5000} \\" in text
    assert r"-- & -- & 0.2500\textsuperscript{\textdagger} \\" in text
    assert r"\begin{tabular}{lrr}" in text
    sentence = pd.DataFrame({"a": ["a long sentence that would not fit into the width of a page"]})
    assert r"\begin{tabular}{p{5cm}}" in latex_table(sentence)
    long = latex_table(ResultTable("x", "X", pd.DataFrame({"a": range(50)})))
    assert r"\endhead" in long
    assert all(rf"\{rule}rule" in long for rule in ("top", "mid", "bottom"))


def test_numbers_and_names_are_written_for_a_reader():
    p_values = (0.0271, 0.1, 0.02, 3.5e-06, 1.0)
    assert [format_value(value, "p_value") for value in p_values] == ["0.027", "0.100", "0.020", "3.5e−6", "1.000"]
    assert format_value(-0.756, "avg_rank_difference") == "−0.756"
    assert format_value(8.03, "deviation_points") == "8.03"
    assert [format_value(value, "difference") for value in (0.01, -0.01, -0.00001)] == ["+0.0100", "−0.0100", "0.0000"]
    assert [format_value(value, "x", "#.4g") for value in (0.1, 12.0, -3e-9, 0.0)] == [
        "0.1000",
        "12.00",
        "−3.000e−9",
        "0.000",
    ]
    assert format_value(48842, "rows") == "48,842"
    assert format_value(float("nan")) == "–"
    assert label("SNN_paper") == "SNN (paper)"
    assert label("p_value_two_sided") == "two-sided p"
    assert label("avg_rank_paper") == "average rank (paper)"
    assert format_value(True) == "yes"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_latex_tables_compile(whole_run, no_figures):
    build_report(whole_run)
    names = sorted(path.stem for path in (whole_run / "tables").glob("*.tex"))
    lines = [r"\documentclass{article}", r"\usepackage{booktabs,longtable}", r"\usepackage[T1]{fontenc}"]
    lines += [r"\begin{document}", *(rf"\input{{tables/{name}}}" + "\n" for name in names), r"\end{document}"]
    (whole_run / "all.tex").write_text("\n".join(lines))
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "all.tex"]
    result = subprocess.run(command, cwd=whole_run, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-2000:]
