"""Parts of the report that other commands leave in a run's folder."""

import json

import pandas as pd
import pytest

from snnbench.plots import one_panel, save_figure
from snnbench.report.build import build_report
from snnbench.report.picture import Drawing
from snnbench.report.sections.read import read_sections
from snnbench.report.sections.write import SectionTable, write_section


def test_theorems_figures_and_sentences_are_shown(whole_run, no_figures):
    theory = whole_run / "theory"
    theory.mkdir()
    (theory / "summary.txt").write_text("All theorems hold.\n\n  Bounds: <tight>.\n")
    theorem = {"name": "Theorem 1", "statement": "g maps <Omega> into itself", "verdict": "proved", "box": [0, 1]}
    theorem["certified"] = [{"bound": "-0.03", "boxes": 3}, {"bound": "0.07", "boxes": 4}]
    (theory / "theorems.json").write_text(json.dumps([theorem]))
    pd.DataFrame({"entry": ["J11"], "bound": [0.0018]}).to_csv(theory / "derivative_bounds.csv", index=False)
    (theory / "figures.json").write_text(json.dumps({"mapping": {"title": "Figure 2", "alt": "Arrows to (0, 1)"}}))
    with one_panel(1, 1) as (figure, _):
        save_figure(figure, theory / "figures", "mapping")
    [section] = read_sections(whole_run)
    assert (section.title, section.sentences) == ("Theory", ["All theorems hold.", "  Bounds: <tight>."])
    assert {table.title for table in section.tables} == {"Theorems", "Theorems: certified", "Derivative bounds"}
    certified = next(table for table in section.tables if table.title == "Theorems: certified").data
    assert certified.to_dict("records")[1] == {"name": "Theorem 1", "bound": "0.07", "boxes": 4}
    build_report(whole_run)
    html = (whole_run / "report.html").read_text()
    assert (whole_run / "figures" / "mapping.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((whole_run / "figures" / "mapping.json").read_text())["from"] == ["theory/"]
    assert section.files == {
        "theory_theorems": "theorems.json",
        "theory_theoremscertified": "theorems.json",
        "theory_derivative_bounds": "derivative_bounds.csv",
    }
    for expected in ('<a href="theory/derivative_bounds.csv">CSV</a>', '<a href="theory/theorems.json">JSON</a>'):
        assert expected in html
    for expected in ("g maps &lt;Omega&gt; into itself", "Arrows to (0, 1)", "Bounds: &lt;tight&gt;.", ">[0, 1]<"):
        assert expected in html


def test_an_index_decides_which_tables_are_shown_and_how(whole_run):
    folder = whole_run / "own_part"
    folder.mkdir()
    for name in ("a", "b"):
        pd.DataFrame({"x": [1]}).to_csv(folder / f"{name}.csv", index=False)
    (folder / "tables.json").write_text(json.dumps({"b.csv": {"title": "Bee", "note": "Read it."}}))
    [section] = read_sections(whole_run)
    assert section.title == "Own part"
    assert [(table.title, table.note) for table in section.tables] == [("Bee", "Read it.")]


@pytest.mark.parametrize(
    ("index", "content", "message"),
    [
        ("tables.json", {"gone.csv": "Gone"}, "gone.csv is listed"),
        ("figures.json", {"gone": {"title": "a", "alt": "b"}}, "gone.png is listed"),
        ("figures.json", {"gone": {"title": "a"}}, "'gone' lacks alt"),
        ("tables.json", "{", "is no JSON"),
    ],
)
def test_what_is_wrong_with_a_part_is_named(whole_run, index, content, message):
    folder = whole_run / "theory"
    folder.mkdir()
    (folder / index).write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises((FileNotFoundError, ValueError), match=message):
        read_sections(whole_run)


def test_what_is_written_is_read(tmp_path):
    folder = tmp_path / "own_part"
    table = pd.DataFrame({"method": ["SNN"], "score": [0.123456789]})
    with one_panel(1, 1) as (figure, _):
        drawing = Drawing(figure, "A title", "An alternative text")
    records = [{"name": "Theorem 1", "parts": [{"bound": "0.1"}]}]
    tables = [SectionTable("scores", "Scores", table, "Read it."), SectionTable("theorems", "Theorems", records)]
    write_section(folder, ["First.", "  below it"], tables, {"picture": drawing})
    [section] = read_sections(tmp_path)
    assert section.sentences == ["First.", "  below it"]
    assert [shown.title for shown in section.tables] == ["Scores", "Theorems", "Theorems: parts"]
    pd.testing.assert_frame_equal(section.tables[0].data, table)
    assert section.tables[0].note == "Read it."
    assert (section.pictures[0].title, section.pictures[0].alt) == ("A title", "An alternative text")
    assert "SNN & 0.1235" in (folder / "scores.tex").read_text()


def test_a_table_and_figure_of_an_earlier_run_are_removed(tmp_path):
    table = SectionTable("old", "Old", pd.DataFrame({"a": [1]}))
    with one_panel(1, 1) as (figure, _):
        write_section(tmp_path, ["x"], [table], {"old": Drawing(figure, "t", "a")})
    assert (tmp_path / "figures" / "old.pdf").is_file()
    write_section(tmp_path, ["y"], [], {})
    assert {path.name for path in tmp_path.iterdir()} == {"summary.txt", "tables.json", "figures.json", "figures"}
    assert not list((tmp_path / "figures").iterdir())
