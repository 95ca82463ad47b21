"""A data set of openml.org, through its official client."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import arff
import openml
import pandas as pd
import pooch

from snnbench.data.declared import Dataset, OpenMLSource
from snnbench.data.download import mirrors_from_environment
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.table import task_from_table
from snnbench.data.task import Task
from snnbench.files import written_whole

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
        If its content cannot serve as a task.
    """
    source = declared.source
    assert isinstance(source, OpenMLSource)
    where = f"OpenML data set {source.openml}"
    openml.config.set_root_cache_directory(str(data_dir / "openml"))
    cache = Path(openml.config.get_cache_directory()) / "datasets" / str(source.openml)
    _copy_from_mirrors(source.openml, cache, [*mirrors, *mirrors_from_environment()])
    try:
        description = openml.datasets.get_dataset(source.openml, download_data=True)
    except Exception as error:  # the client raises whatever its HTTP library does
        raise TaskUnavailable(
            declared.name, f"{where} is not in {cache}, and {openml.config.server} failed: {error}"
        ) from error
    target = source.target or description.default_target_attribute
    if target is None:
        raise DataError(f"{where} names no target of its own; set source.target")
    table, categorical = _read(description, where)
    named = description.ignore_attribute or []
    not_features = {*([named] if isinstance(named, str) else named), description.row_id_attribute}
    ignore = {*source.ignore, *(not_features & set(table.columns))} - {target}
    return task_from_table(table, target, categorical & set(table.columns), ignore, declared, seed, where)


def _read(description: openml.OpenMLDataset, where: str) -> tuple[pd.DataFrame, set[str]]:
    """Return the rows and the names of nominal columns."""
    if description.parquet_file is not None:
        table = pd.read_parquet(description.parquet_file)
        nominal = {str(name) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
        return table, nominal
    path = Path(description.data_file)
    found, expected = pooch.file_hash(str(path), alg="md5"), description.md5_checksum
    if expected and found != expected:
        raise DataError(f"{where}: {path} has md5 {found}, its description says {expected}; delete it")
    try:
        with path.open(encoding="utf-8") as lines:
            content = arff.load(lines)
    except (arff.ArffException, UnicodeDecodeError) as error:
        raise DataError(f"{where}: {path} cannot be read as ARFF: {error}") from error
    if content["data"] and isinstance(content["data"][0], dict):
        raise DataError(f"{where} is sparse, which is not supported; export it as CSV")
    table = pd.DataFrame(content["data"], columns=[name for name, _ in content["attributes"]])
    return table, {name for name, kind in content["attributes"] if isinstance(kind, list)}


def _copy_from_mirrors(identifier: int, cache: Path, mirrors: Sequence[str]) -> None:
    for mirror in mirrors:
        folder = Path(mirror) / "openml" / str(identifier)
        if "://" not in mirror and (folder / "dataset.arff").is_file() and not (cache / "dataset.arff").is_file():
            for name in MIRRORED:
                if (folder / name).is_file():
                    with written_whole(cache / name) as temporary:
                        shutil.copyfile(folder / name, temporary)
