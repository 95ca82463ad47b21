"""From a run's rows to its tables, figures and report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pooch

from snnbench.data.download import default_data_dir, local_path
from snnbench.data.errors import DataError
from snnbench.data.published_results import RESULTS, read_results
from snnbench.files import written_whole
from snnbench.report.answer import flat, verdicts
from snnbench.report.figures.collection import draw_figures
from snnbench.report.latex import latex_table
from snnbench.report.luck import Luck
from snnbench.report.manifest import figure_manifest, manifest
from snnbench.report.page import report_page, table_page
from snnbench.report.rankings import Rankings
from snnbench.report.result_table import ResultTable
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.sections.read import Section, read_sections
from snnbench.report.summary import summary_text
from snnbench.report.tables.collection import all_tables


def build_report(
    folder: Path,
    out: Path | None = None,
    drop_incomplete: bool | None = None,
    data_dir: Path | None = None,
    mirrors: Sequence[str] = (),
) -> None:
    """Write ``tables/``, ``figures/``, ``report.html`` and ``summary.txt`` of a run.

    Parameters
    ----------
    folder : Path
        Of the run's result files: ``runs.parquet``, ``tasks.csv``, ``config.yaml``, ``environment.json``, and
        ``trials.parquet`` for what needs every trial. Folders that :mod:`snnbench.report.sections` knows become
        parts of the report.
    out : Path, optional
        Where to write; by default the same folder.
    drop_incomplete : bool, optional
        Leave tasks without a result of every method out of the statistics, instead of refusing; by default as the run's
        config says (``incomplete``).
    data_dir : Path, optional
    mirrors : sequence of str
        Where the published results of the other methods may lie; see :func:`snnbench.data.download.fetch`. Nothing
        is downloaded.

    Raises
    ------
    FileNotFoundError
        Naming the result files that are missing.
    IncompleteMatrix
        Naming the missing (task, method) pairs, if such tasks are not left out.
    """
    out = out or folder
    run = RunFolder.read(folder)
    drops = run.config.get("incomplete") == "drop"
    if drop_incomplete is None:
        drop_incomplete = drops
    sections = read_sections(folder)
    rankings = Rankings.of(run, drop_incomplete)
    luck = Luck.of(run, rankings.nets.tasks, list(rankings.nets.table["method"]))
    tables, not_made = all_tables(run, rankings, _published_results(data_dir or default_data_dir(), mirrors), luck)
    for table in tables.values():
        write_table(table, run, out / "tables")
    results = Results(run, rankings, tables, luck)
    pictures, not_drawn = draw_figures(results, out / "figures")
    _copy_figures(sections, run, out / "figures")
    for picture in pictures:
        _write_json(figure_manifest(picture, run), out / "figures" / f"{picture.name}.json")
    answer = verdicts(results)
    option = " --drop-incomplete" if drop_incomplete and not drops else ""
    again = f"snnbench report {_folder_for_others(folder, run)}{option}"
    page = report_page(results, answer, pictures, sections, not_made | not_drawn, again, has_rows=out == folder)
    for name, text in (("report.html", page), ("summary.txt", summary_text(run, flat(answer), folder, out))):
        with written_whole(out / name) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _folder_for_others(folder: Path, run: RunFolder) -> str:
    """Return a folder as others may write it: relative to where the command runs, or else by the run's name."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return f"results/{run.name}"


def _copy_figures(sections: Sequence[Section], run: RunFolder, folder: Path) -> None:
    """Copy the figures of the sections to those of the run, so that all of the report's lie in one place."""
    for section in sections:
        for picture in section.pictures:
            for suffix in ("png", "pdf"):
                with written_whole(folder / f"{picture.name}.{suffix}") as temporary:
                    shutil.copyfile(picture.folder / f"{picture.name}.{suffix}", temporary)
            _write_json(figure_manifest(picture, run, [f"{section.name}/"]), folder / f"{picture.name}.json")


def _published_results(data_dir: Path, mirrors: Sequence[str]) -> pd.DataFrame | None:
    """Return the published results of the other methods if a copy lies on this machine.

    Raises
    ------
    DataError
        If the copy is not the file that was published.
    """
    copy = local_path(RESULTS, data_dir, mirrors)
    if copy is None:
        return None
    found = pooch.file_hash(str(copy), alg="sha256")
    if found != RESULTS.sha256:
        raise DataError(f"{copy}: sha256 is {found}, expected {RESULTS.sha256}; remove it and it is fetched again")
    return read_results(copy)


def write_table(table: ResultTable, run: RunFolder, folder: Path) -> None:
    """Write a table as CSV, LaTeX and HTML, and what it was made from as JSON."""
    made_from = manifest(table, run)
    with written_whole(folder / f"{table.name}.csv") as temporary:
        table.csv_data().to_csv(temporary, index=False)
    for suffix, text in (("tex", latex_table(table)), ("html", table_page(table, made_from))):
        with written_whole(folder / f"{table.name}.{suffix}") as temporary:
            temporary.write_text(text, encoding="utf-8")
    _write_json(made_from, folder / f"{table.name}.json")


def _write_json(content: Mapping[str, object], path: Path) -> None:
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
