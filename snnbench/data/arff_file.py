"""ARFF files: numbers as float64, everything else as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import arff
import numpy as np
import pandas as pd

from snnbench.data.errors import DataError
from snnbench.data.feature_matrix import MAX_VALUES

_DATE = re.compile(r"""(\s*@attribute\s+(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)\s+)date\b.*""", re.IGNORECASE)
_DATA = re.compile(r"\s*@data\b", re.IGNORECASE)


def read_arff(path: Path, where: str) -> tuple[pd.DataFrame, set[str]]:
    """Read an ARFF file, dense or sparse.

    Parameters
    ----------
    path : Path
    where : str
        The data set, for error messages.

    Returns
    -------
    table : DataFrame
        Numeric attributes as float64, missing values NaN; nominal, string and date attributes as text, missing values
        empty. The index, called ``row``, counts from 1.
    nominal : set of str
        Names of the nominal attributes.

    Raises
    ------
    DataError
        If the file is not UTF-8 or not ARFF, or is too large as a dense table.
    """
    try:
        with path.open(encoding="utf-8", newline=None) as file:
            content = arff.load(_dates_as_text(file), return_type=arff.LOD if _is_sparse(path) else arff.DENSE)
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: {path} is not UTF-8: {error}") from error
    except (arff.ArffException, ValueError, IndexError, OverflowError) as error:
        raise DataError(f"{where}: {path} cannot be read as ARFF: {_reason(error)}") from error
    attributes: list[tuple[str, Any]] = content["attributes"]
    if not content["data"]:
        raise DataError(f"{where}: {path} has no rows")
    if not attributes:
        raise DataError(f"{where}: {path} has no attributes")
    if isinstance(content["data"][0], dict):
        columns = _columns_of_sparse(content["data"], attributes, where)
    else:
        columns = list(map(list, zip(*content["data"], strict=True)))
    index = pd.RangeIndex(1, len(content["data"]) + 1, name="row")
    table = pd.DataFrame(
        {name: _column(values, kind) for values, (name, kind) in zip(columns, attributes, strict=True)}, index=index
    )
    return table, {name for name, kind in attributes if isinstance(kind, list)}


def _reason(error: Exception) -> str:
    """Return the text of an error."""
    try:
        return str(error)
    except (TypeError, ValueError):  # liac-arff formats lines of the file that may hold a %
        return f"{getattr(error, 'message', type(error).__name__)} (line {getattr(error, 'line', '?')})"


def _is_number(kind: object) -> bool:
    return isinstance(kind, str) and kind.upper() in ("NUMERIC", "REAL", "INTEGER")


def _column(values: Iterable[Any], kind: object) -> np.ndarray:
    if _is_number(kind):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array(["" if value is None else str(value) for value in values], dtype=object)


def _columns_of_sparse(rows: list[dict[int, Any]], attributes: list[tuple[str, Any]], where: str) -> list[list[Any]]:
    """Return whole columns; what a sparse row leaves out is 0, or the first category of a nominal attribute."""
    if len(rows) * len(attributes) > MAX_VALUES:
        raise DataError(
            f"{where} is sparse; its {len(rows)} rows of {len(attributes)} columns are more than the {MAX_VALUES:,} "
            "values that fit"
        )
    left_out = [0.0 if _is_number(kind) else kind[0] if isinstance(kind, list) else "" for _, kind in attributes]
    columns = [[value] * len(rows) for value in left_out]
    for i, row in enumerate(rows):
        for column, value in row.items():
            columns[column][i] = value
    return columns


def _is_sparse(path: Path) -> bool:
    with path.open(encoding="utf-8", newline=None) as file:
        data = (line for line in _after_header(file) if line.strip() and not line.lstrip().startswith("%"))
        return any(line.lstrip().startswith("{") for line in islice(data, 1))


def _after_header(file: TextIO) -> Iterator[str]:
    for line in file:
        if _DATA.match(line):
            break
    yield from file


def _dates_as_text(file: TextIO) -> Iterator[str]:
    """Yield the lines of a file, date attributes declared as strings, which the reader knows."""
    for line in file:
        date = _DATE.match(line)
        yield f"{date[1]}string\n" if date else line
        if _DATA.match(line):
            break
    yield from file
