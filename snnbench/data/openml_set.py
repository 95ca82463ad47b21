"""A data set of openml.org, described by its official client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from xml.etree import ElementTree

import pandas as pd

from snnbench.data.declared import Columns, Dataset, OpenMLSource
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.openml_files import NAMES, openml_file, parsed
from snnbench.data.openml_rows import openml_rows
from snnbench.data.table import task_from_table
from snnbench.data.task import Task

if TYPE_CHECKING:
    import openml

ChosenColumns = TypeVar("ChosenColumns", bound=Columns)


def load_openml(declared: Dataset, seed: int, data_dir: Path, mirrors: Sequence[str] = ()) -> Task:
    """Read a data set by its OpenML id; the client's cache lies inside ``data_dir``.

    The client only reads the description. It would fetch without any limit and load through pickles, so files are
    fetched into its cache and read here. A mirror folder is one that holds ``openml/<id>/description.xml`` and
    ``dataset.arff``.

    Raises
    ------
    TaskUnavailable
        If the data set is neither cached nor reachable.
    DataError
        If it is damaged, or its content cannot serve as a task.
    """
    source = declared.source
    assert isinstance(source, OpenMLSource)
    table, nominal, description = openml_table(source.openml, declared.name, data_dir, mirrors)
    where = f"OpenML data set {source.openml}"
    target = source.target or description.default_target_attribute
    if target is None:
        raise DataError(f"{where} names no target of its own; set source.target")
    choices = with_description(source, target, table, nominal, description)
    return task_from_table(table, target, choices, declared, seed, where)


def with_description(
    source: ChosenColumns, target: str, table: pd.DataFrame, nominal: set[str], description: openml.OpenMLDataset
) -> ChosenColumns:
    """Return what a user says about columns together with what a data set's description says."""
    return source.model_copy(
        update={
            "categorical": (*source.categorical, *sorted(nominal - {target, *source.ordinal})),
            "ignore": (*source.ignore, *sorted(not_features(description, table) - {target})),
        }
    )


def openml_table(
    identifier: int, name: str, data_dir: Path, mirrors: Sequence[str]
) -> tuple[pd.DataFrame, set[str], openml.OpenMLDataset]:
    """Return the rows of a data set, the names of its nominal columns, and its description.

    A damaged file of the cache is removed and fetched again.

    Raises
    ------
    TaskUnavailable
        If the data set is neither cached nor reachable; for the task ``name``.
    DataError
        If what is fetched is damaged.
    """
    import openml

    where = f"OpenML data set {identifier}"
    openml.config.set_root_cache_directory(str(data_dir / "openml"))
    cache = Path(openml.config.get_cache_directory()) / "datasets" / str(identifier)
    try:
        root = openml_file(
            f"{identifier}/description.xml",
            f"{openml.config.server.rstrip('/')}/data/{identifier}",
            f"the description of {where}",
            data_dir,
            mirrors,
            _parsed_description,
            kept=cache / "description.xml",
        )
        try:
            # From the cache: nothing is fetched.
            description = openml.datasets.get_dataset(identifier, download_data=False)
        except Exception as error:  # the client raises KeyError, ValueError and more
            raise DataError(f"{where}: {cache / 'description.xml'} cannot be used: {error!r}") from error
        parquet_url = root.findtext("oml:parquet_url", "", NAMES).strip()
        return *openml_rows(description, parquet_url, cache, data_dir, mirrors), description
    except FetchError as error:
        raise TaskUnavailable(name, str(error)) from error


def _parsed_description(path: Path) -> ElementTree.Element:
    root = parsed(path)
    # The client looks for the prefix, and would fetch a description that lacks it again.
    if "<oml:data_set_description" not in path.read_text(encoding="utf-8", errors="replace"):
        raise DataError(f"{path} is no description of a data set")
    return root


def not_features(description: openml.OpenMLDataset, table: pd.DataFrame) -> set[str]:
    """Return the columns that the description says are no features; several names are separated by commas."""
    named = description.ignore_attribute
    row_id = description.row_id_attribute
    entries = [*([named] if isinstance(named, str) else named or []), *([row_id] if row_id else [])]
    return set(_column_names(entries, table)) & set(table.columns)


def _column_names(entries: Iterable[str], table: pd.DataFrame) -> list[str]:
    names = []
    for entry in entries:
        parts = [entry] if entry in table else entry.split(",")
        names += [part.strip().strip("'\"") for part in parts]
    return names
