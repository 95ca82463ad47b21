"""Four UCI tasks that ship inside scikit-learn, for a first run without any network."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from snnbench.data.catalog import CatalogEntry
from snnbench.data.errors import DataError
from snnbench.data.features import standardized
from snnbench.data.splits import held_out, split_with_validation
from snnbench.data.task import Task
from snnbench.randomness import numpy_generator, seed_of

FILES = {
    "sklearn-iris": "iris.csv",
    "sklearn-wine": "wine_data.csv",
    "sklearn-breast-cancer": "breast_cancer.csv",
    "sklearn-digits": "digits.csv.gz",
}
TEST_FRACTION = 0.25
"""As large as a test fold of the UCI archive, but with rows of our own choice."""


def load_sklearn(entry: CatalogEntry, seed: int) -> Task:
    """Return one of scikit-learn's own data sets with one seeded, stratified split.

    Parameters
    ----------
    entry : CatalogEntry
    seed : int
        Of the test and validation rows.

    Raises
    ------
    DataError
        If the installed scikit-learn does not hold the file.
    """
    X, y, classes = read_sklearn(entry.name)
    generator = numpy_generator(seed, "split", entry.name)
    everything = np.arange(len(y))
    test = held_out(y, everything, TEST_FRACTION, generator)
    split = split_with_validation(y, np.setdiff1d(everything, test), test, generator)
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=standardized(X, split.train),
        y=y,
        splits=[split],
        metric="accuracy",
        classes=classes,
        standardized=True,
        redraw_seed=seed_of(seed, "validation rows of repeats", entry.name),
        notes=(entry.note,),
    )


def read_sklearn(name: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return what scikit-learn's own loader does, without importing scikit-learn, which takes a second of each job.

    Parameters
    ----------
    name : str
        Of :data:`FILES`.

    Returns
    -------
    X : ndarray of float64, shape (n_rows, n_features)
    y : ndarray of int64, shape (n_rows,)
    classes : tuple of str

    Raises
    ------
    DataError
        If the installed scikit-learn does not hold the file.
    """
    installed = find_spec("sklearn")
    places = (installed and installed.submodule_search_locations) or ()
    files = [Path(place, "datasets", "data", FILES[name]) for place in places]
    found = next(filter(Path.is_file, files), None)
    if found is None:
        where = ", ".join(map(str, files)) or "scikit-learn is not installed"
        raise DataError(f"{name} is read from scikit-learn's own files, and there is no {FILES[name]}: {where}")
    with gzip.open(found, "rt") if found.suffix == ".gz" else found.open(encoding="utf-8") as file:
        # Rows, features and the names of the classes; the digits have no such line, and are their own names.
        classes = () if found.suffix == ".gz" else tuple(file.readline().strip().split(",")[2:])
        table = np.loadtxt(file, delimiter=",")
    y = table[:, -1].astype(np.int64)
    return table[:, :-1], y, classes or tuple(map(str, np.unique(y)))
