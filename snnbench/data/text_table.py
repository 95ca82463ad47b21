"""Delimited text files: every cell as the text it is, every row with its line in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pandas as pd

from snnbench.data.errors import DataError
from snnbench.words import number_of

if TYPE_CHECKING:
    from _csv import Reader

CHUNK = 50_000
"""Rows that are held as Python lists at a time."""
OTHER_SEPARATORS = {";": "';'", "\t": "tab", "|": "'|'", ",": "','", " ": "' '"}


def read_text_table(path: Path, separator: str, where: str, max_rows: int | None = None) -> pd.DataFrame:
    """Read a delimited text file with one header line; lines without any character are skipped.

    Parameters
    ----------
    path : Path
    separator : str
        One character.
    where : str
        The file or address, for error messages.
    max_rows : int, optional
        Read this many rows at most.

    Returns
    -------
    DataFrame of str
        Cells as written, without quotes. The index, called ``line``, is the line of the file where a row ends.

    Raises
    ------
    DataError
        If the file is empty, not UTF-8, not a table, or names a column twice; says where in it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline=None) as file, _fields_of_any_length():
            reader = csv.reader(_lines(file, where), delimiter=separator, strict=True)
            header = _header(reader, separator, where)
            rows = _rows(reader, header, where)
            if max_rows is not None:
                rows = islice(rows, max_rows)
            parts = []
            while chunk := list(islice(rows, CHUNK)):
                lines, cells = zip(*chunk, strict=True)
                parts.append(pd.DataFrame(list(cells), columns=header, index=list(lines), dtype="str"))
    except UnicodeDecodeError:
        raise DataError(_undecodable(path, where)) from None
    except OSError as error:
        raise DataError(f"{where} cannot be read: {error}") from error
    if not parts:
        raise DataError(f"{where} has a header but no rows")
    return pd.concat(parts).rename_axis(index="line")


@contextmanager
def _fields_of_any_length() -> Iterator[None]:
    """Lift the csv module's limit on the length of a field, and restore it, as libraries may have changed it."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _lines(file: TextIO, where: str) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if "\0" in line:
            raise DataError(f"{where} is not a text file: line {number} holds a zero byte")
        if number == 1 and line.lstrip().lower().startswith(("<!doctype html", "<html")):
            raise DataError(f"{where} is an HTML page, not a table")
        yield line


def _header(reader: Reader, separator: str, where: str) -> list[str]:
    try:
        header = next(filter(None, reader), None)
    except csv.Error as error:
        raise DataError(f"{where}: the first line is no header: {error}") from error
    if header is None or not any(name.strip() for name in header):
        raise DataError(f"{where} is empty; the first line must name the columns")
    if len(header) < 2:
        raise DataError(_no_header(header[0], _next_row(reader), separator, where))
    twice = sorted({name for name in header if header.count(name) > 1}) if len(set(header)) < len(header) else []
    if twice:
        raise DataError(f"{where}: the first line names the column '{twice[0]}' more than once")
    return header


def _next_row(reader: Reader) -> list[str]:
    try:
        return next(filter(None, reader), [])
    except csv.Error:
        return []


def _no_header(line: str, following: list[str], separator: str, where: str) -> str:
    """Say why a first line of one field is no header."""
    quoted = f"'{line[:60]}'"
    if len(following) > 1 or line.lstrip().startswith("#"):
        return f"{where}: its first line is {quoted}, but must name the columns; leave out what precedes these names"
    # The words of a sentence are separated by spaces, too; columns are only if the next line has as many spaces.
    counts = {
        mark: line.count(mark)
        for mark in OTHER_SEPARATORS
        if mark != " " or line.count(mark) == sum(cell.count(mark) for cell in following)
    }
    likely = max(counts, key=counts.__getitem__)
    hint = f" (probably {OTHER_SEPARATORS[likely]})" if counts[likely] else ""
    return (
        f"{where} is not a table separated by {OTHER_SEPARATORS.get(separator, repr(separator))}: its first line is "
        f"one column, {quoted}; set source.separator{hint}"
    )


def _rows(reader: Reader, header: list[str], where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line numbers and cells."""
    before = reader.line_num
    try:
        for cells in reader:
            if cells and len(cells) != len(header):
                raise DataError(
                    f"{where} is not a table: line {reader.line_num} has {number_of(len(cells), 'field')}, "
                    f"the first line names {number_of(len(header), 'column')}"
                )
            if cells:
                yield reader.line_num, cells
            before = reader.line_num
    except csv.Error as error:
        raise DataError(
            f"{where}: the row that begins in line {before + 1} cannot be read: {_reason(error)}"
        ) from error


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end" in text:
        return "its quote is never closed"
    if "expected after" in text:
        return "a closing quote is followed by more text; write a quote inside a quoted field twice"
    return text


def _undecodable(path: Path, where: str) -> str:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return f"{where} is UTF-16; save it as UTF-8"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
        return f"{where}: line {line} holds the byte 0x{content[error.start]:02x}, which is not UTF-8; save it as UTF-8"
    return f"{where} is not UTF-8; save it as UTF-8"
