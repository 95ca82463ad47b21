"""Features of some records: independent of processes, kept, and as RDKit counts them one by one."""

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import MACCSkeys, rdFingerprintGenerator

from snnbench.data.tox21 import features
from snnbench.data.tox21.descriptors import DESCRIPTORS
from snnbench.data.tox21.features import computed_features
from snnbench.data.tox21.fingerprints import BESIDES, besides_of
from snnbench.data.tox21.structures import UnreadableStructure

SMILES = ["CCO", "CC(=O)Oc1ccccc1C(=O)O", "CC(=O)Oc1ccccc1C(=O)[O-].[Na+]", "O=[N+]([O-])c1ccccc1", "C"]


@pytest.fixture(scope="module")
def blocks():
    return [Chem.MolToMolBlock(Chem.MolFromSmiles(smiles)) for smiles in SMILES]


def test_features_do_not_depend_on_processes_and_are_kept(blocks, tmp_path, monkeypatch):
    one = computed_features(blocks, tmp_path / "one", processes=1)
    two = computed_features(blocks, tmp_path / "two", processes=2)
    (first,), (second,) = list((tmp_path / "one").iterdir()), list((tmp_path / "two").iterdir())
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
    monkeypatch.setattr(features, "ProcessPoolExecutor", None)  # a second call computes nothing
    kept = computed_features(blocks, tmp_path / "one")
    np.testing.assert_array_equal(kept.descriptors, one.descriptors)
    np.testing.assert_array_equal(kept.counts["morgan"].toarray(), two.counts["morgan"].toarray())
    assert kept.parents.tolist() == one.parents.tolist()


def test_a_salt_has_the_features_of_its_parent(blocks, tmp_path):
    raw = computed_features(blocks, tmp_path, processes=1)
    assert raw.parents[1] == raw.parents[2]
    np.testing.assert_array_equal(raw.descriptors[1], raw.descriptors[2])
    assert (raw.repairs == "").all()
    weights = raw.descriptors[:, DESCRIPTORS.index("MolWt")]
    assert weights[[0, 4]].tolist() == pytest.approx([46.07, 16.04], abs=0.01)


def test_counts_are_rdkits(blocks, tmp_path):
    raw = computed_features(blocks, tmp_path, processes=1)
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=3)
    for row, parent in enumerate(raw.parents):
        molecule = Chem.MolFromSmiles(parent)
        assert raw.counts["maccs"][[row]].sum() == MACCSkeys.GenMACCSKeys(molecule).GetNumOnBits()
        morgan = sorted(generator.GetSparseCountFingerprint(molecule).GetNonzeroElements().values())
        assert sorted(raw.counts["morgan"][[row]].data.tolist()) == morgan
    alerts = raw.counts["alerts"].sum(1)
    assert alerts[3] > 3  # a nitro group is in most collections
    assert alerts[4] == 0


def test_an_unreadable_structure_is_named(blocks, tmp_path):
    broken = "NAMED\n" + blocks[0].split("\n", 1)[1].replace("V2000", "V9")
    with pytest.raises(UnreadableStructure, match="structure 'NAMED'"):
        computed_features([*blocks, broken], tmp_path, processes=1)
    assert not list(tmp_path.iterdir())


def test_what_accompanies_the_parent_is_counted():
    whole = Chem.MolFromSmiles("CC(=O)[O-].CC(=O)[O-].[Hg+2].[Na+].[Cl-].O")
    found = besides_of(whole, Chem.MolFromSmiles("CC(=O)O"))
    assert {BESIDES[number]: count for number, count in found.items()} == {
        "fragments": 5,
        "atoms": 8,
        "metal atoms": 1,
        "alkali ions": 1,
        "halide ions": 1,
    }
    assert besides_of(Chem.MolFromSmiles("CCCl"), Chem.MolFromSmiles("CCCl")) == {}
