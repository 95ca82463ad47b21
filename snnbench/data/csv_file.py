"""A user's delimited text file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

import pooch

from snnbench.data.declared import CsvSource, Dataset
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.table import task_from_table
from snnbench.data.task import Task
from snnbench.data.text_table import read_text_table
from snnbench.data.transfer import transfer
from snnbench.files import written_whole
from snnbench.paths import expanded, is_file


def load_csv(declared: Dataset, seed: int, data_dir: Path, mirrors: Sequence[str] = ()) -> Task:
    """Read the task of a CSV file with one header line, from a path or an http(s) address.

    Raises
    ------
    TaskUnavailable
        If the file is at an address that does not deliver it.
    DataError
        Naming the file, where in it, and what would be right.
    """
    source = declared.source
    assert isinstance(source, CsvSource)
    try:
        path = _local_copy(source, data_dir)
    except FetchError as error:
        raise TaskUnavailable(declared.name, str(error)) from error
    table = read_text_table(path, source.separator, source.csv)
    return task_from_table(table, source.target, source, declared, seed, source.csv)


def is_address(csv: str) -> bool:
    """Whether a source is an address rather than a path."""
    return "://" in csv


def path_of(source: CsvSource) -> Path:
    """Return the path of a source that is not an address.

    Raises
    ------
    DataError
        If there is no such file.
    """
    path = expanded(source.csv)
    if not is_file(path):
        raise DataError(f"no file {source.csv} (looked in {Path.cwd()})")
    return path


def _local_copy(source: CsvSource, data_dir: Path) -> Path:
    """Return the path of the file, downloading it if it has an address; its sha256 is checked if given."""
    if not is_address(source.csv):
        path = path_of(source)
        _check_sha256(path, source)
        return path
    name = PurePosixPath(urlparse(source.csv).path).name or "data.csv"
    key = hashlib.sha256(source.csv.encode()).hexdigest()[:12]
    path = data_dir / "downloads" / "csv" / f"{key}-{name[-100:]}"
    outdated = ""
    if is_file(path):
        found = pooch.file_hash(str(path), alg="sha256")
        if source.sha256 is None or source.sha256.lower() == found:
            return path
        outdated = f"; the copy {path} has the sha256 {found}, the config says {source.sha256}"
    try:
        with written_whole(path) as temporary:
            transfer(source.csv, temporary, source.max_megabytes)
            _check_sha256(temporary, source)
            # Read before it is kept, so that an error page never becomes the cached copy.
            read_text_table(temporary, source.separator, source.csv)
    except (FetchError, OSError) as error:  # such as a read-only folder
        raise FetchError(f"{source.csv} could not be downloaded: {error}{outdated}") from error
    return path


def _check_sha256(path: Path, source: CsvSource) -> None:
    if source.sha256 is not None:
        try:
            found = pooch.file_hash(str(path), alg="sha256")
        except OSError as error:
            raise DataError(f"{source.csv} cannot be read: {error}") from error
        if found != source.sha256.lower():
            raise DataError(f"{source.csv}: sha256 is {found}, the config says {source.sha256}")
