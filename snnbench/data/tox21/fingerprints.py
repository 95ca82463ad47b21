"""Counts of substructures: MACCS keys, circular fragments, structural alerts; and of what else a record holds."""

from __future__ import annotations

from functools import cache

from rdkit import Chem
from rdkit.Chem import MACCSkeys, rdFingerprintGenerator
from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogParams

from snnbench.data.tox21.structures import METALS

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


ALKALI, HALOGENS = frozenset((3, 4, 11, 12, 19, 20, 37, 38, 55, 56)), frozenset((9, 17, 35, 53))
"""Atomic numbers of the alkali and alkaline earth metals, and of the halogens."""
BESIDES = ("fragments", "atoms", "metal atoms", "alkali ions", "halide ions")
"""Names of the counts of :func:`besides_of`."""


def besides_of(molecule: Chem.Mol, parent: Chem.Mol) -> Counts:
    """Return how much a record holds besides its parent: salts, solvents, metals.

    A heavy metal's toxicity is its own, whatever organic fragment comes with it.

    Parameters
    ----------
    molecule : Mol
        As it was read.
    parent : Mol

    Returns
    -------
    dict of int to int
        By the place in :data:`BESIDES`: fragments besides the largest, heavy atoms that the parent lacks,
        metal atoms, ions of alkali and earth metals, and halide ions.
    """
    elements = [atom.GetAtomicNum() for atom in molecule.GetAtoms()]
    ions = [atom.GetAtomicNum() for atom in molecule.GetAtoms() if atom.GetDegree() == 0]
    counts = (
        len(Chem.GetMolFrags(molecule)) - 1,
        molecule.GetNumHeavyAtoms() - parent.GetNumHeavyAtoms(),
        sum(element in METALS for element in elements),
        sum(element in ALKALI for element in ions),
        sum(element in HALOGENS for element in ions),
    )
    return {number: count for number, count in enumerate(counts) if count > 0}


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
