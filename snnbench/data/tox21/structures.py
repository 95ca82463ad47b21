"""Reading structures as they were drawn, and bringing the drawings to one standard."""

from __future__ import annotations

from rdkit import Chem, rdBase
from rdkit.Chem.MolStandardize import rdMolStandardize

METALS = frozenset([*range(21, 32), *range(39, 51), *range(57, 85), *range(89, 104)])
"""Atomic numbers of the transition metals, lanthanides, actinides and heavier metals of the main groups."""


class UnreadableStructure(Exception):
    """A structure that no rule can read; the message says why."""


def read_structure(mol_block: str) -> tuple[Chem.Mol, str]:
    """Read a structure, repairing two faults of drawing if it cannot be read as it stands.

    - A negative atom with a bond to a metal has that bond's electrons counted twice. Its charge moves to the
      metal; bonds, hydrogens and the charge of the whole stay as drawn (platinum salts in Tox21).
    - A ring drawn with aromatic bonds lacks the hydrogen on one of its nitrogens. The first nitrogen, in
      the order of the atoms, whose hydrogen makes the ring aromatic gets it; its tautomers read the same.

    Parameters
    ----------
    mol_block : str
        In the format of an MDL molfile.

    Returns
    -------
    Mol
    str
        What was repaired; empty for a structure that reads as it stands.

    Raises
    ------
    UnreadableStructure
        If it cannot be read, repaired or not.
    """
    with rdBase.BlockLogs():
        molecule = Chem.MolFromMolBlock(mol_block)
        if molecule is not None:
            return molecule, ""
        drawn = Chem.MolFromMolBlock(mol_block, sanitize=False)
        if drawn is None:
            raise UnreadableStructure("no molfile")
        charged = _charge_moved_to_metal(drawn)
        if charged is not None:
            return charged, "charge of an atom bound to a metal moved to the metal"
        protonated = _with_ring_hydrogen(drawn)
        if protonated is not None:
            return protonated, "hydrogen added to an aromatic nitrogen"
        problems = [problem.Message() for problem in Chem.DetectChemistryProblems(drawn)]
    raise UnreadableStructure("; ".join(problems))


def _charge_moved_to_metal(drawn: Chem.Mol) -> Chem.Mol | None:
    molecule = Chem.RWMol(drawn)
    for bond in molecule.GetBonds():
        for metal, other in ((bond.GetBeginAtom(), bond.GetEndAtom()), (bond.GetEndAtom(), bond.GetBeginAtom())):
            if metal.GetAtomicNum() in METALS and other.GetFormalCharge() < 0:
                metal.SetFormalCharge(metal.GetFormalCharge() + other.GetFormalCharge())
                other.SetFormalCharge(0)
    return _sanitized(molecule)


def _with_ring_hydrogen(drawn: Chem.Mol) -> Chem.Mol | None:
    for atom in drawn.GetAtoms():
        in_ring = all(bond.GetIsAromatic() for bond in atom.GetBonds())
        if atom.GetAtomicNum() == 7 and in_ring and atom.GetDegree() == 2 and atom.GetFormalCharge() == 0:
            molecule = Chem.RWMol(drawn)
            molecule.GetAtomWithIdx(atom.GetIdx()).SetNumExplicitHs(1)
            repaired = _sanitized(molecule)
            if repaired is not None:
                return repaired
    return None


def _sanitized(molecule: Chem.RWMol) -> Chem.Mol | None:
    """Return the molecule checked and with its aromatic bonds found, or None if it is not valid."""
    try:
        Chem.SanitizeMol(molecule)
    except Chem.MolSanitizeException:
        return None
    Chem.AssignStereochemistry(molecule, cleanIt=True)
    return molecule.GetMol()


def parent_smiles(molecule: Chem.Mol) -> str:
    """Return the canonical SMILES of the largest organic fragment, without charges where hydrogens allow.

    Salts and solvents matter little to an assay in water, and a charge is often only a way of drawing. Without
    them, the batches of a compound read the same and descriptors that add up over atoms stay comparable. It
    is RDKit's ``ChargeParent``: functional groups are written in one way, metals cut off, the largest organic
    fragment is taken (the largest of all if none is organic), then acids and bases are made neutral.

    Parameters
    ----------
    molecule : Mol
    """
    with rdBase.BlockLogs():
        return Chem.MolToSmiles(rdMolStandardize.ChargeParent(molecule))
