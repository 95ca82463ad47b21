"""A data set of openml.org, through its official client."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import pooch

from snnbench.data.arff_file import read_arff
from snnbench.data.declared import Columns, Dataset, OpenMLSource
from snnbench.data.download import mirror_folders
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.table import task_from_table
from snnbench.data.task import Task
from snnbench.files import written_whole

if TYPE_CHECKING:
    import openml

ChosenColumns = TypeVar("ChosenColumns", bound=Columns)
MIRRORED = ("description.xml", "features.xml", "qualities.xml", "dataset.arff")


def load_openml(declared: Dataset, seed: int, data_dir: Path, mirrors: Sequence[str] = ()) -> Task:
    """Read a data set by its OpenML id; the client's cache lies inside ``data_dir``.

    The client only fetches. Its own loading goes through pickles, so the ARFF or parquet file it fetched is
    read here. A mirror folder is one that holds ``openml/<id>/description.xml`` and ``dataset.arff``.

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

    A cached file that differs from its description is fetched once more.

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
    problem = ""
    for _ in range(2):
        _copy_from_mirrors(identifier, cache, mirrors)
        try:
            description = openml.datasets.get_dataset(identifier, download_data=True)
        except Exception as error:  # the client raises whatever its HTTP library does
            damage = f" ({problem})" if problem else ""
            reason = f"{where} is not in {cache}{damage}, and {openml.config.server} failed: {error}"
            raise TaskUnavailable(name, reason) from error
        if description.parquet_file is not None:
            return *_read_parquet(Path(description.parquet_file), where), description
        path = Path(str(description.data_file))
        found, expected = pooch.file_hash(str(path), alg="md5"), description.md5_checksum
        if not expected or found == expected:
            return *read_arff(path, where), description
        problem = f"a copy with md5 {found} instead of {expected} was removed"
        path.unlink()
    raise DataError(f"{where}: {path} was fetched twice with md5 {found}, its description says {expected}")


def _read_parquet(path: Path, where: str) -> tuple[pd.DataFrame, set[str]]:
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"{where}: {path} cannot be read as parquet: {error}; delete it") from error
    table.index = pd.RangeIndex(1, len(table) + 1, name="row")
    nominal = {str(name) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
    for name in table:
        kind = table[name].dtype
        number = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
        table[name] = table[name].astype("float64" if number else "str")
    return table.rename(columns=str), nominal


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


def _copy_from_mirrors(identifier: int, cache: Path, mirrors: Sequence[str]) -> None:
    for mirror in mirror_folders(mirrors):
        folder = mirror / "openml" / str(identifier)
        if (folder / "dataset.arff").is_file():
            for name in MIRRORED:
                if (folder / name).is_file() and not (cache / name).is_file():
                    with written_whole(cache / name) as temporary:
                        shutil.copyfile(folder / name, temporary)
