"""A user's delimited text file."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

import pandas as pd
import pooch

from snnbench.data.declared import CsvSource, Dataset
from snnbench.data.download import TIMEOUT_SECONDS
from snnbench.data.errors import DataError
from snnbench.data.table import task_from_table
from snnbench.data.task import Task
from snnbench.files import written_whole


def load_csv(declared: Dataset, seed: int, data_dir: Path, mirrors: Sequence[str] = ()) -> Task:
    """Read the task of a CSV file with one header line, from a path or an http(s) address.

    Raises
    ------
    DataError
        Naming the file, where in it, and what would be right.
    """
    source = declared.source
    assert isinstance(source, CsvSource)
    path = _local_copy(source, data_dir)
    table = read_table(path, source.separator, source.csv)
    return task_from_table(
        table, source.target, set(source.categorical), set(source.ignore), declared, seed, source.csv
    )


def read_table(path: Path, separator: str, where: str) -> pd.DataFrame:
    """Read a delimited text file.

    Raises
    ------
    DataError
        If it is empty, not UTF-8, not a table, or names a column twice.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}: line {line} holds the byte 0x{content[error.start]:02x}, which is not UTF-8; save it as UTF-8"
        ) from None
    if not text.strip():
        raise DataError(f"{where} is empty; the first line must name the columns")
    if "\0" in text:
        raise DataError(f"{where} is not a text file: it holds zero bytes")
    header = next(csv.reader(io.StringIO(text), delimiter=separator))
    if len(header) < 2:
        raise DataError(
            f"{where} is not a table separated by '{separator}': its first line is one column, '{header[0][:60]}'; "
            "set source.separator"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise DataError(f"{where}: the first line names the column '{twice[0]}' more than once")
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    for fields in lines:
        if fields and len(fields) != len(header):
            raise DataError(
                f"{where} is not a table: line {lines.line_num} has {len(fields)} fields, "
                f"the first line names {len(header)} columns"
            )
    try:
        table = pd.read_csv(io.StringIO(text), sep=separator)
    except (pd.errors.ParserError, ValueError) as error:
        raise DataError(f"{where} is not a table separated by '{separator}': {error}") from error
    if table.empty:
        raise DataError(f"{where} has a header but no rows")
    return table


def _local_copy(source: CsvSource, data_dir: Path) -> Path:
    """Return the path of the file, downloading it if it has an address; its sha256 is checked if given."""
    if "://" in source.csv:
        name = PurePosixPath(urlparse(source.csv).path).name or "data.csv"
        key = hashlib.sha256(source.csv.encode()).hexdigest()[:12]
        path = data_dir / "downloads" / "csv" / f"{key}-{name}"
        if not path.is_file():
            try:
                with written_whole(path) as temporary:
                    pooch.HTTPDownloader(timeout=TIMEOUT_SECONDS)(source.csv, str(temporary), None)
                    _check_sha256(temporary, source)
            except DataError:
                raise
            except Exception as error:
                raise DataError(f"{source.csv} could not be downloaded: {error}") from error
    else:
        path = Path(source.csv)
        if not path.is_file():
            raise DataError(f"no file {source.csv} (looked in {Path.cwd()})")
    _check_sha256(path, source)
    return path


def _check_sha256(path: Path, source: CsvSource) -> None:
    if source.sha256 is not None:
        found = pooch.file_hash(str(path), alg="sha256")
        if found != source.sha256.lower():
            raise DataError(f"{source.csv}: sha256 is {found}, the config says {source.sha256}")
