"""Writing a section of the report; the package's docstring describes the files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from snnbench.files import written_whole
from snnbench.report.latex import latex_table
from snnbench.report.picture import Drawing
from snnbench.report.sections import FIGURES, SUMMARY, TABLES


@dataclass(frozen=True)
class SectionTable:
    """A table of a section.

    Attributes
    ----------
    name : str
        Of the file, without its suffix.
    title : str
    data : DataFrame or list of dict
        A DataFrame is written as CSV and LaTeX, records as JSON, since they may hold records of their own.
    note : str
        How to read it.
    """

    name: str
    title: str
    data: pd.DataFrame | Sequence[Mapping[str, object]]
    note: str = ""

    @property
    def file(self) -> str:
        """Name of the file that the report reads."""
        return f"{self.name}.csv" if isinstance(self.data, pd.DataFrame) else f"{self.name}.json"


def write_section(
    folder: Path,
    sentences: Iterable[str],
    tables: Iterable[SectionTable] = (),
    figures: Mapping[str, Drawing] | None = None,
) -> None:
    """Write a whole section.

    Parameters
    ----------
    folder : Path
    sentences : iterable of str
        See :func:`write_sentences`.
    tables : iterable of SectionTable
        In the order of the report.
    figures : mapping of str to Drawing, optional
        By name of the files, in the order of the report; None for a section that has no figures or whose figures
        another job writes.
    """
    write_tables(folder, tables)
    if figures is not None:
        write_figures(folder, figures)
    write_sentences(folder, sentences)


def write_sentences(folder: Path, sentences: Iterable[str]) -> None:
    """Write the sentences that open a section, one per line; an indented one belongs to the one above it."""
    _write(folder / SUMMARY, "".join(f"{line.rstrip()}\n" for line in sentences))


def write_tables(folder: Path, tables: Iterable[SectionTable]) -> None:
    """Write tables and their index; files of tables that an earlier index names and this one lacks are removed."""
    tables = list(tables)
    for table in tables:
        if isinstance(table.data, pd.DataFrame):
            with written_whole(folder / table.file) as temporary:
                table.data.to_csv(temporary, index=False)
            _write(folder / f"{table.name}.tex", latex_table(table.data))
        else:
            _write(folder / table.file, _json(table.data))
    index = {table.file: {"title": table.title, "note": table.note} for table in tables}
    for file in _earlier(folder / TABLES) - set(index):
        for suffix in (".csv", ".json", ".tex"):
            (folder / file).with_suffix(suffix).unlink(missing_ok=True)
    _write(folder / TABLES, _json(index))


def write_figures(folder: Path, figures: Mapping[str, Drawing]) -> None:
    """Write figures as PNG and PDF into ``figures/``, and their index.

    Figures that an earlier index names and this one lacks are removed.
    """
    # Imports matplotlib, which sections without figures do not need.
    from snnbench.plots import save_figure

    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for name, drawing in figures.items():
        save_figure(drawing.figure, folder / "figures", name)
    index = {name: {"title": drawing.title, "alt": drawing.alt} for name, drawing in figures.items()}
    for name in _earlier(folder / FIGURES) - set(index):
        for suffix in ("png", "pdf"):
            (folder / "figures" / f"{name}.{suffix}").unlink(missing_ok=True)
    _write(folder / FIGURES, _json(index))


def _earlier(index: Path) -> set[str]:
    """Return the names in the index that an earlier run left."""
    try:
        return set(json.loads(index.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        return set()


def _json(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
