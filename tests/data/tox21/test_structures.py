"""Repairs and standardisation, checked against InChIKeys that the challenge's winners computed."""

import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from snnbench.data.tox21.structures import UnreadableStructure, parent_smiles, read_structure


def test_repaired_structures_are_those_the_winners_saw(compounds, unreadable):
    """Their InChIKeys come from other software and its own reading of the same drawings."""
    table = compounds.table.set_index("id")
    rows = {identifier: row for row, identifier in enumerate(compounds.table["id"])}
    for identifier, repaired in unreadable.items():
        block = compounds.mol_blocks[rows[identifier]]
        assert Chem.MolFromMolBlock(block) is None
        molecule, what = read_structure(block)
        assert repaired in what
        assert Chem.MolToInchiKey(molecule) == table.loc[identifier, "inchikey"]


def test_structures_that_read_as_they_stand_are_left_alone(compounds):
    """Of 200 records spread over the files, nearly all have the winners' InChIKey."""
    same = 0
    for row in range(0, 12_600, 63):
        molecule, what = read_structure(compounds.mol_blocks[row])
        assert what == ""
        same += Chem.MolToInchiKey(molecule) == compounds.table["inchikey"][row]
    assert same >= 190


def test_repair_keeps_hydrogens_and_charge():
    drawn = Chem.MolFromSmiles("[Cl-][Pt+2]([Cl-])([Cl-])[Cl-].[NH4+].[NH4+]", sanitize=False)
    molecule, _ = read_structure(Chem.MolToMolBlock(drawn, kekulize=False))
    assert CalcMolFormula(molecule) == "H8Cl4N2Pt"
    assert Chem.GetFormalCharge(molecule) == 0


def test_what_no_rule_can_read_is_named():
    drawn = Chem.MolFromSmiles("C(C)(C)(C)(C)C", sanitize=False)
    with pytest.raises(UnreadableStructure, match="atom # 0 C"):
        read_structure(Chem.MolToMolBlock(drawn))
    with pytest.raises(UnreadableStructure, match="no molfile"):
        read_structure("nothing")


@pytest.mark.parametrize(
    ("drawn", "parent"),
    [
        ("CC(=O)[O-].[Na+]", "CC(=O)O"),
        ("C[NH+](C)CCc1ccccc1.[Cl-]", "CN(C)CCc1ccccc1"),
        ("O=C(O)/C=C\\C(=O)O.CCN", "O=C(O)/C=C\\C(=O)O"),
        ("C[N+](=O)[O-]", "C[N+](=O)[O-]"),
        ("[Na+].[Cl-]", "Cl"),
    ],
)
def test_parent_is_the_largest_organic_fragment_without_charges(drawn, parent):
    assert parent_smiles(Chem.MolFromSmiles(drawn)) == Chem.CanonSmiles(parent)
