"""Counts of substructures: MACCS keys, circular fragments, structural alerts."""

from __future__ import annotations

from functools import cache

from rdkit import Chem
from rdkit.Chem import MACCSkeys, rdFingerprintGenerator
from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

Counts = dict[int, int]
"""How often a fragment or pattern, named by a number, occurs in a molecule; absent ones do not occur."""

MORGAN_RADIUS = 3
"""Bonds around an atom; 3 is the diameter 6 of ECFP6."""


def maccs_of(molecule: Chem.Mol) -> Counts:
    """Return the MACCS keys that are set, each 1 (keys 1 to 166)."""
    return dict.fromkeys(MACCSkeys.GenMACCSKeys(molecule).GetOnBits(), 1)


def morgan_of(molecule: Chem.Mol) -> Counts:
    """Return the counts of unfolded circular fragments of radius 0 to 3 (ECFP6, Rogers & Hahn 2010)."""
    return _morgan().GetSparseCountFingerprint(molecule).GetNonzeroElements()


def alerts_of(molecule: Chem.Mol) -> Counts:
    """Return which of RDKit's structural alerts match, each 1, by their number in RDKit's catalog.

    The alerts are those of PAINS, BRENK, NIH, ZINC and the collections in ChEMBL: patterns of reactive,
    unstable or toxic groups, and of groups that disturb assays. They stand in for the toxicophores of
    DeepTox.
    """
    return {int(match.GetProp(_NUMBER)): 1 for match in _alerts().GetMatches(molecule)}


_NUMBER = "number"


@cache
def _morgan() -> rdFingerprintGenerator.FingerprintGenerator64:
    return rdFingerprintGenerator.GetMorganGenerator(radius=MORGAN_RADIUS)


@cache
def _alerts() -> FilterCatalog:
    parameters = FilterCatalogParams()
    parameters.AddCatalog(FilterCatalogParams.FilterCatalogs.ALL)
    catalog = FilterCatalog(parameters)
    for number in range(catalog.GetNumEntries()):
        catalog.GetEntry(number).SetProp(_NUMBER, str(number))
    return catalog
