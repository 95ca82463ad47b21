"""Which final compounds are new to a model."""

from __future__ import annotations

import numpy as np
import pandas as pd

from snnbench.data.splits import Split
from snnbench.data.tox21.compounds import shared_with_training

SKELETON = 14
"""Characters of an InChIKey's first block: the atoms and bonds, without stereochemistry, isotopes and charge."""


def unseen_compounds(table: pd.DataFrame, split: Split) -> dict[str, np.ndarray]:
    """Return which final compounds no training compound equals, in two senses.

    Parameters
    ----------
    table : DataFrame
        Of :class:`snnbench.data.tox21.compounds.CompoundRows`.
    split : Split

    Returns
    -------
    dict of str to ndarray of bool, shape (final compounds,)
        ``without_shared``: by the whole InChIKey. ``without_same_skeleton``: by its first block, which is what
        circular fragments see.
    """
    skeletons = table.assign(inchikey=table["inchikey"].str[:SKELETON])
    shared = {
        "without_shared": shared_with_training(table, split),
        "without_same_skeleton": shared_with_training(skeletons, split),
    }
    return {name: ~np.isin(split.test, rows) for name, rows in shared.items()}
