"""Data sets declared in bulk: the rows of a sheet, the files of a folder, the tasks of an OpenML suite."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from snnbench.config.errors import ConfigError
from snnbench.paths import expanded, is_file, is_folder, matching

SPLIT_KEYS = ("column", "folds", "test_fraction")
DATASET_KEYS = ("name", "metric", "split")
LIST_KEYS = ("categorical", "ordinal", "ignore", "missing")
"""Columns of a sheet whose cells hold several words, separated by spaces."""

Entry = tuple[object, str]
"""What declares one data set, and where that stands, such as ``datasets.3`` or ``datasets: row 7 of sheet.csv``."""
SuiteTasks = Callable[[int], list[dict[str, Any]]]
"""Takes the number of an OpenML suite and returns the declarations of its tasks."""


def declared_one_by_one(value: object, suite_tasks: SuiteTasks | None = None) -> list[Entry]:
    """Return the declarations of single data sets that ``datasets`` stands for.

    Parameters
    ----------
    value : object
        The key's value: a list of data sets, the path of a sheet, ``{folder: ..., target: ...}`` or
        ``{openml_suite: ...}``; a list may hold the last two and ``{sheet: ...}`` next to single data sets.
    suite_tasks : callable, optional
        Looks an OpenML suite up.

    Raises
    ------
    ConfigError
        If a sheet, folder or suite holds no data sets or cannot be read.
    """
    if isinstance(value, str):
        return list(_of_sheet("datasets", value))
    if isinstance(value, Mapping):
        return list(_of_entry("datasets", value, suite_tasks))
    if not isinstance(value, list | tuple):
        return [(value, "datasets")]
    return [entry for i, one in enumerate(value) for entry in _of_entry(f"datasets.{i}", one, suite_tasks)]


def _of_entry(key: str, value: object, suite_tasks: SuiteTasks | None) -> Iterator[Entry]:
    if isinstance(value, Mapping) and "folder" in value:
        yield from _of_folder(key, value)
    elif isinstance(value, Mapping) and set(value) == {"sheet"}:
        yield from _of_sheet(key, str(value["sheet"]))
    elif isinstance(value, Mapping) and "openml_suite" in value:
        yield from _of_suite(key, value, suite_tasks)
    else:
        yield value, key


def _of_sheet(key: str, path: str) -> Iterator[Entry]:
    """Yield a declaration per row of a CSV file whose columns are the keys of a data set, its source and split."""
    file = expanded(path)
    if not is_file(file):
        raise ConfigError([f"{key}: no file '{path}' (looked in {Path.cwd()})"])
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise ConfigError([f"{key}: {path} is no CSV file that can be read: {error}"]) from error
    if not rows:
        raise ConfigError([f"{key}: {path} has no rows; its header names keys of a data set, such as name,csv,target"])
    for number, row in enumerate(rows, start=2):
        where = f"{key}: row {number} of {path}"
        if None in row or None in row.values():
            raise ConfigError([f"{where}: it has more or fewer cells than the header"])
        given = {name.strip(): cell.strip() for name, cell in row.items() if cell.strip()}
        listed = {name: tuple(given[name].split()) for name in LIST_KEYS if name in given}
        found = expanded(given["csv"]) if "csv" in given else None
        if found is not None and "://" not in given["csv"] and is_file(file.parent / found):
            given["csv"] = str(file.parent / found)
        yield _with_sections({**given, **listed}), where


def _of_folder(key: str, value: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield a declaration per file that matches a pattern; all other keys are shared."""
    pattern = expanded(str(value["folder"]))
    files = matching(pattern / "*.csv" if is_folder(pattern) else pattern)
    if not files:
        raise ConfigError([f"{key}.folder: no file matches '{value['folder']}' (looked in {Path.cwd()})"])
    shared = {name: one for name, one in value.items() if name != "folder"}
    for file in files:
        yield _with_sections({**shared, "csv": str(file), "name": file.stem}), f"{key}: {file}"


def _of_suite(key: str, value: Mapping[str, Any], suite_tasks: SuiteTasks | None) -> Iterator[Entry]:
    if suite_tasks is None:
        raise ConfigError([f"{key}.openml_suite: suites cannot be looked up here"])
    shared = {name: one for name, one in value.items() if name != "openml_suite"}
    try:
        tasks = suite_tasks(value["openml_suite"])
    except Exception as error:  # a lookup over the network fails in many ways
        raise ConfigError([f"{key}.openml_suite: {value['openml_suite']!r} is unavailable: {error}"]) from error
    for task in tasks:
        yield {**task, **shared}, f"{key}: {task['name']}"


def _with_sections(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flat declaration with its ``source`` and ``split`` put together."""
    sections = {name: flat[name] for name in DATASET_KEYS if name in flat}
    split = {name: flat[name] for name in SPLIT_KEYS if name in flat}
    source = {name: one for name, one in flat.items() if name not in (*DATASET_KEYS, *SPLIT_KEYS)}
    return {**sections, "source": source, **({"split": split} if split else {})}
