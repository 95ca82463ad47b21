"""The rows of a data set of OpenML, from its parquet or its ARFF file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pooch

from snnbench.data.arff_file import read_arff
from snnbench.data.download import mirror_folders
from snnbench.data.errors import DataError, FetchError
from snnbench.data.openml_files import openml_file
from snnbench.data.transfer import MAX_MEGABYTES
from snnbench.paths import is_file

if TYPE_CHECKING:
    import openml

Rows = tuple[pd.DataFrame, set[str]]
"""A table of float64 and text, missing text empty, and the names of its nominal columns."""


def openml_rows(
    description: openml.OpenMLDataset, parquet_url: str, cache: Path, data_dir: Path, mirrors: Sequence[str]
) -> Rows:
    """Return the rows from a file that is here, otherwise from the server: parquet if it has that, or ARFF.

    Parameters
    ----------
    description : OpenMLDataset
    parquet_url : str
        Empty without one.
    cache : Path
        The client's folder of the data set; files are kept in it under the client's names.
    data_dir : Path
    mirrors : sequence of str

    Raises
    ------
    FetchError
        If no place delivers a file.
    DataError
        If what is delivered is damaged.
    """
    identifier = description.dataset_id
    where = f"OpenML data set {identifier}"
    parquet, arff = f"dataset_{identifier}.pq", "dataset.arff"

    def of_parquet() -> Rows:
        return openml_file(
            f"{identifier}/{parquet}",
            parquet_url,
            where,
            data_dir,
            mirrors,
            read_parquet,
            kept=cache / parquet,
            max_megabytes=MAX_MEGABYTES,
        )

    def of_arff() -> Rows:
        path = openml_file(
            f"{identifier}/{arff}",
            str(description.url),
            where,
            data_dir,
            mirrors,
            lambda path: _checked_arff(path, description.md5_checksum),
            kept=cache / arff,
            max_megabytes=MAX_MEGABYTES,
        )
        return read_arff(path, where)

    arff_here = [cache / arff, *(folder / "openml" / str(identifier) / arff for folder in mirror_folders(mirrors))]
    if not parquet_url or (not is_file(cache / parquet) and any(map(is_file, arff_here))):
        return of_arff()
    try:
        return of_parquet()
    except FetchError as error:
        try:
            return of_arff()
        except FetchError as of_other:
            raise FetchError(f"{error}\n{of_other}") from of_other


def _checked_arff(path: Path, md5: str | None) -> Path:
    """Return the path of a file that is as its description says, or is ARFF if that says nothing."""
    if md5:
        found = pooch.file_hash(str(path), alg="md5")
        if found != md5:
            raise DataError(f"its md5 is {found}, its description says {md5}")
    else:
        read_arff(path, "an ARFF file")
    return path


def read_parquet(path: Path) -> Rows:
    """Return the rows of a parquet file, counted from 1.

    Raises
    ------
    DataError
        If it is none, or is damaged.
    """
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"it cannot be read as parquet: {error}") from error
    table.index = pd.RangeIndex(1, len(table) + 1, name="row")
    nominal = {str(name) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
    for name in table:
        kind = table[name].dtype
        number = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
        table[name] = table[name].astype("float64" if number else "str")
    return table.rename(columns=str), nominal
