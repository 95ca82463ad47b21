"""Reading the sections of the report that lie in a run's folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from snnbench.report.formats import FOUR_DIGITS
from snnbench.report.picture import Picture
from snnbench.report.result_table import ResultTable
from snnbench.report.sections import FIGURES, SUMMARY, TABLES

INDEXES = (SUMMARY, TABLES, FIGURES)
TITLES = {
    "published": "The audit: the paper's own numbers, computed again",
    "theory": "Theory",
    "tox21": "Tox21 in detail",
}


@dataclass(frozen=True)
class Section:
    """A section of the report.

    Attributes
    ----------
    name : str
        Of its folder.
    title : str
    sentences : list of str
    tables : list of ResultTable
    files : dict of str to str
        The file in the folder that each table was read from, by the table's name.
    pictures : list of Picture
    """

    name: str
    title: str
    sentences: list[str]
    tables: list[ResultTable]
    files: dict[str, str]
    pictures: list[Picture]


def read_sections(run_folder: Path) -> list[Section]:
    """Return the sections in a run's folder: those of :data:`TITLES` first, then others by name.

    Raises
    ------
    FileNotFoundError
        If an index names a file that is not there.
    ValueError
        If an index or table cannot be read, naming it.
    """
    folders = [path for path in sorted(run_folder.iterdir()) if path.is_dir() and _is_section(path)]
    known = list(TITLES)
    folders.sort(key=lambda path: known.index(path.name) if path.name in known else len(known))
    return [_read_section(folder) for folder in folders]


def _is_section(folder: Path) -> bool:
    decisive = INDEXES if folder.name in TITLES else INDEXES[1:]
    return any((folder / index).is_file() for index in decisive)


def _read_section(folder: Path) -> Section:
    summary = folder / SUMMARY
    lines = summary.read_text(encoding="utf-8").splitlines() if summary.is_file() else []
    pictures = [
        Picture(name, shown["title"], shown["alt"], _holding(f"{name}.png", folder / "figures"))
        for name, shown in _read_index(folder / FIGURES, ("title", "alt")).items()
    ]
    tables, files = _read_tables(folder)
    return Section(
        folder.name,
        TITLES.get(folder.name, _words(folder.name)),
        [line.rstrip() for line in lines if line.strip()],
        tables,
        files,
        pictures,
    )


def _read_tables(folder: Path) -> tuple[list[ResultTable], dict[str, str]]:
    index = folder / TABLES
    if index.is_file():
        titles = _read_index(index, ("title",))
    else:
        found = [path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".json")]
        titles = {path.name: {"title": _words(path.stem)} for path in found if path.name not in INDEXES}
    tables: list[ResultTable] = []
    files: dict[str, str] = {}
    for name, shown in titles.items():
        records = _read_records(_holding(name, folder) / name, listed=index.is_file())
        stem = f"{folder.name}_{Path(name).stem}"
        for part, data in _flat(records).items():
            title = f"{shown['title']}: {_words(part).lower()}" if part else shown["title"]
            note = "" if part else shown.get("note", "")
            tables.append(ResultTable(f"{stem}{part}", title, data, note, number_format=FOUR_DIGITS))
            files[tables[-1].name] = name
    return tables, files


def _flat(records: pd.DataFrame | list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """Return the table of records under "", and one for each key that holds lists of records under that key."""
    if isinstance(records, pd.DataFrame):
        return {"": records}
    if not records:
        return {}
    parts: dict[str, list[dict[str, Any]]] = {"": []}
    for record in records:
        nested = {key for key, value in record.items() if _is_records(value) and value}
        parts[""].append({key: _plain(value) for key, value in record.items() if key not in nested})
        first = next(iter(parts[""][-1].items()), ("", ""))
        for key in sorted(nested):
            rows = [{first[0]: first[1], **{name: _plain(value) for name, value in row.items()}} for row in record[key]]
            parts.setdefault(key, []).extend(rows)
    return {key: pd.DataFrame(rows) for key, rows in parts.items()}


def _is_records(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)


def _read_records(path: Path, listed: bool) -> pd.DataFrame | list[dict[str, object]]:
    """Return a table's rows; none for a JSON file that holds something else, unless it is listed as a table."""
    try:
        if path.suffix == ".csv":
            return pd.read_csv(path)
        records = json.loads(path.read_text(encoding="utf-8"))
        if _is_records(records):
            return records
    except ValueError as error:
        raise ValueError(f"{path} cannot be read as a table: {error}") from error
    if listed:
        raise ValueError(f"{path} is listed as a table, but is no list of records")
    return []


def _plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _read_index(path: Path, keys: tuple[str, ...]) -> dict[str, dict[str, str]]:
    if not path.is_file():
        return {}
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is no JSON: {error}") from error
    index = {name: {"title": shown} if isinstance(shown, str) else shown for name, shown in index.items()}
    for name, shown in index.items():
        missing = [key for key in keys if not shown.get(key)]
        if missing:
            raise ValueError(f"{path}: '{name}' lacks {', '.join(missing)}")
    return index


def _holding(name: str, folder: Path) -> Path:
    if not (folder / name).is_file():
        raise FileNotFoundError(f"{name} is listed in {folder}, but is not there")
    return folder


def _words(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
