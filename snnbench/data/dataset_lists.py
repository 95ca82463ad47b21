"""Many data sets in one entry of a config: a sheet, a folder, or a suite of OpenML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from snnbench.data.catalog import nearest
from snnbench.data.declared import CsvSource, Dataset, OpenMLSource, OpenMLTaskSource, SplitRule
from snnbench.data.errors import DataError

Entry = Mapping[str, Any]
OF_DATASET = {name for name in Dataset.model_fields if name not in ("name", "source")}
OF_SOURCE = {name for model in (CsvSource, OpenMLSource, OpenMLTaskSource) for name in model.model_fields}
LISTS = {"categorical", "ordinal", "ignore", "missing"}
"""Cells of a sheet that hold several names, separated by semicolons."""


def expanded(declared: object, data_dir: Path, mirrors: Sequence[str] = ()) -> tuple[object, list[str]]:
    """Replace lists of data sets by their entries.

    Parameters
    ----------
    declared : object
        The value of ``datasets`` in a config: a list, or one of its entries alone. An entry may be

        - a path: a sheet with one data set per line. Its columns are ``name``; ``csv``, ``openml`` or ``openml_task``;
          and any key of a source, a split (``split.folds``) or ``metric``;
        - ``{folder: data/*.csv, target: class}``: the files that match, with whatever keys they share;
        - ``{openml_suite: 99}``: the suite's tasks with their own splits;
        - anything else, which stays as it is.
    data_dir : Path
        Where what is fetched is kept.
    mirrors : sequence of str

    Returns
    -------
    list of dict, or ``declared`` if it is none of these
    list of str
        What is wrong, each with the path of its key.
    """
    if not isinstance(declared, list | tuple):
        if not isinstance(declared, str) and not (isinstance(declared, Mapping) and _reader_of(declared)):
            return declared, []
        declared = [declared]
    entries: list[object] = []
    errors: list[str] = []
    for i, entry in enumerate(declared):
        reader = _reader_of(entry)
        try:
            entries += [entry] if reader is None else list(reader(entry, data_dir, mirrors))
        except DataError as error:
            errors.append(f"datasets.{i}: {error}")
    return entries, errors


def _reader_of(entry: object) -> Callable[[Any, Path, Sequence[str]], Iterator[Entry]] | None:
    if isinstance(entry, str):
        return _of_sheet
    keys = entry if isinstance(entry, Mapping) else ()
    return _of_folder if "folder" in keys else _of_suite if "openml_suite" in keys else None


def _of_sheet(path: str, data_dir: Path, mirrors: Sequence[str]) -> Iterator[Entry]:
    file = Path(path).expanduser()
    if not file.is_file():
        raise DataError(f"no file '{path}' (looked in {Path.cwd()})")
    from snnbench.data.text_table import read_text_table  # pandas takes its time, and most configs have no sheet

    table = read_text_table(file, "\t" if file.suffix == ".tsv" else ",", path)
    splits = {f"split.{name}" for name in SplitRule.model_fields}
    _require_known(table.columns, {"name", *OF_DATASET - {"split"}, *OF_SOURCE, *splits}, f"{path}: unknown column")
    for line, cells in zip(table.index, table.to_dict("records"), strict=True):
        given = {key: cell.strip() for key, cell in cells.items() if cell.strip()}
        values = {key: [*map(str.strip, cell.split(";"))] if key in LISTS else cell for key, cell in given.items()}
        if not {"csv", "openml", "openml_task"} & set(values):
            raise DataError(f"{path}: line {line} names no csv, openml or openml_task")
        yield _entry(values)


def _of_folder(entry: Entry, data_dir: Path, mirrors: Sequence[str]) -> Iterator[Entry]:
    shared = {key: value for key, value in entry.items() if key != "folder"}
    _require_known(shared, {*OF_DATASET, *CsvSource.model_fields} - {"csv", "sha256"}, "unknown key")
    pattern = Path(str(entry["folder"])).expanduser()
    if pattern.is_dir():
        pattern /= "*.csv"
    files = sorted(
        path for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))) if path.is_file()
    )
    if not files:
        raise DataError(f"no file matches '{pattern}' (looked in {Path.cwd()})")
    for path in files:
        yield _entry({**shared, "csv": str(path)})


def _of_suite(entry: Entry, data_dir: Path, mirrors: Sequence[str]) -> Iterator[Entry]:
    from snnbench.data.openml_files import suite_tasks

    shared = {key: value for key, value in entry.items() if key != "openml_suite"}
    allowed = {*OF_DATASET - {"split"}, *OpenMLTaskSource.model_fields} - {"openml_task"}
    _require_known(shared, allowed, "unknown key")
    for task in suite_tasks(entry["openml_suite"], data_dir, mirrors):
        yield {"openml_task": task, **shared}


def _require_known(names: Any, known: set[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise DataError(f"{what} '{name}' ({nearest(str(name), known)})")


def _entry(values: dict[str, Any]) -> Entry:
    """Sort flat keys into those of a data set, its source and its split; a file's name becomes the data set's."""
    source = {key: value for key, value in values.items() if key in OF_SOURCE}
    split = {key.removeprefix("split."): value for key, value in values.items() if key.startswith("split.")}
    rest = {key: value for key, value in values.items() if key in {"name", *OF_DATASET}}
    if "csv" not in source:
        return {**source, **rest} if "name" not in rest else {**rest, "source": source}
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", Path(source["csv"]).stem).lstrip("_.-") or "data"
    return {"name": name, **({"split": split} if split else {}), **rest, "source": source}
