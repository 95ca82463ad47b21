"""The accuracies of 179 classifiers that Fernandez-Delgado et al. 2014 published, 17 of them in Tables A12 and A13."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from snnbench.data.download import RemoteFile, fetch
from snnbench.data.errors import DataError
from snnbench.paper.tables import published_accuracies
from snnbench.words import number_of

RESULTS = RemoteFile(
    suite="reference",
    filename="results.txt",
    url="http://persoal.citius.usc.es/manuel.fernandez.delgado/papers/jmlr/results.txt",
    # Of a copy of the official file; that could not be compared with it, since its host did not answer.
    sha256="19d78a177e75d34321d21c8784b984d419799349018cfdad997d06f5c1d9c649",
)
TASKS, CLASSIFIERS = 121, 179
SUMMARY_COLUMNS = ["min", "max", "mean", "std"]
MISSING = "--"


def other_accuracies(data_dir: Path | None = None, mirrors: Sequence[str] = ()) -> pd.DataFrame:
    """Return the published accuracies, fetching them if need be.

    Parameters
    ----------
    data_dir : Path, optional
        Where downloads are kept; see :func:`snnbench.data.download.fetch`.
    mirrors : sequence of str

    Returns
    -------
    DataFrame, shape (121, 179)
        Accuracy in [0, 1] per task (index, in the order of Table A11) and classifier (columns): on the test file
        of the tasks that have one, otherwise the mean over four folds. NaN where the file has no result.

    Raises
    ------
    FetchError
        If no place delivers the file; names all that were tried.
    DataError
        If its content is not as it should be.
    """
    return read_results(fetch(RESULTS, data_dir, mirrors))


def read_results(path: Path) -> pd.DataFrame:
    """Read results.txt: a header, a row per task in percent, a dashed line, means and deviations.

    Raises
    ------
    DataError
        Naming the line that is not as it should be.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split() if lines else []
    if header[:1] != ["problema"] or header[-4:] != SUMMARY_COLUMNS or len(header) != CLASSIFIERS + 5:
        raise DataError(
            f"{path}, line 1: expected 'problema', {CLASSIFIERS} classifiers and {' '.join(SUMMARY_COLUMNS)}, "
            f"found {len(header)} columns from '{' '.join(header[:1])}' to '{' '.join(header[-1:])}'"
        )
    classifiers = header[1 : CLASSIFIERS + 1]
    rows = {}
    for number, line in enumerate(lines[1 : TASKS + 1], start=2):
        task, *cells = line.split()
        if len(cells) != len(header) - 1:
            raise DataError(
                f"{path}, line {number} ({task}): {number_of(len(cells), 'value')}, expected {len(header) - 1}"
            )
        try:
            rows[task] = [float("nan") if cell == MISSING else float(cell) / 100 for cell in cells[:CLASSIFIERS]]
        except ValueError as error:
            raise DataError(f"{path}, line {number} ({task}): {error}; expected percent or '{MISSING}'") from error
    accuracies = pd.DataFrame.from_dict(rows, orient="index", columns=classifiers)
    expected = published_accuracies().index
    if set(accuracies.index) != set(expected):
        different = ", ".join(sorted(set(accuracies.index) ^ set(expected)))
        raise DataError(f"{path}: its tasks are not the {len(expected)} of Table A11; different are {different}")
    low, high = np.nanmin(accuracies.to_numpy()), np.nanmax(accuracies.to_numpy())
    if low < 0 or high > 1:
        raise DataError(f"{path}: accuracies in percent lie in [0, 100], found {100 * low:g} to {100 * high:g}")
    return accuracies.loc[expected]
