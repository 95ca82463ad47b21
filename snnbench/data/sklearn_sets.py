"""Four UCI tasks that ship inside scikit-learn, for a first run without any network."""

from __future__ import annotations

import numpy as np
from sklearn import datasets

from snnbench.data.catalog import CatalogEntry
from snnbench.data.features import standardized
from snnbench.data.splits import held_out, split_with_validation
from snnbench.data.task import Task
from snnbench.randomness import numpy_generator, seed_of

LOADERS = {
    "sklearn-iris": datasets.load_iris,
    "sklearn-wine": datasets.load_wine,
    "sklearn-breast-cancer": datasets.load_breast_cancer,
    "sklearn-digits": datasets.load_digits,
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
    """
    bunch = LOADERS[entry.name]()
    y = bunch.target.astype(np.int64)
    generator = numpy_generator(seed, "split", entry.name)
    everything = np.arange(len(y))
    test = held_out(y, everything, TEST_FRACTION, generator)
    split = split_with_validation(y, np.setdiff1d(everything, test), test, generator)
    return Task(
        name=entry.name,
        suite=entry.suite,
        X=standardized(bunch.data, split.train),
        y=y,
        splits=[split],
        metric="accuracy",
        classes=tuple(map(str, bunch.target_names)),
        standardized=True,
        redraw_seed=seed_of(seed, "validation rows of repeats", entry.name),
        notes=(entry.note,),
    )
