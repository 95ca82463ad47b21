"""RDKit's descriptors of a molecule."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from rdkit.Chem import Descriptors

DESCRIPTORS = tuple(name for name, _ in Descriptors.descList)
"""Names of RDKit's two-dimensional descriptors, 217 in 2026.09."""


def descriptors_of(molecule: Chem.Mol) -> np.ndarray:
    """Return all descriptors of a molecule.

    Parameters
    ----------
    molecule : Mol

    Returns
    -------
    ndarray of float64, shape (descriptors,)
        NaN where a descriptor fails or is not finite.
    """
    with np.errstate(all="ignore"):
        found = Descriptors.CalcMolDescriptors(molecule, missingVal=np.nan, silent=True)
    values = np.array([found[name] for name in DESCRIPTORS], dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)
