"""Merging records, the winners' folds, and what is known of neighbours."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator
from scipy import sparse
from scipy.special import logit

from snnbench.data.tox21.compounds import compounds_of, splits_of
from snnbench.data.tox21.features import _matrix
from snnbench.data.tox21.fingerprints import morgan_of
from snnbench.data.tox21.neighbours import neighbour_columns, tanimoto
from snnbench.data.tox21.options import Tox21Options

OURS = Tox21Options(merge=True, validation="folds", refit=True)
SMILES = ["CCO", "CCCO", "c1ccccc1", "c1ccccc1O", "CC(=O)Oc1ccccc1C(=O)O", "CCN", "CCCN", "c1ccccc1N"]


@pytest.fixture(scope="module")
def merged(compounds):
    return compounds_of(compounds.table, compounds.labels, OURS)


def test_records_of_training_and_leaderboard_become_8339_compounds(merged, compounds):
    labelled = merged.table["set"] != "score"
    assert labelled.sum() == 8339
    assert merged.table.loc[labelled, "inchikey"].is_unique
    assert (~labelled).sum() == 647
    before = compounds.labels[(compounds.table["set"] == "score").to_numpy()]
    np.testing.assert_array_equal(merged.labels[~labelled], before)


def test_labels_are_the_mean_of_the_records_that_have_one(merged, compounds):
    row = int(np.flatnonzero(((merged.labels > 0) & (merged.labels < 1)).any(1))[0])
    records = compounds.labels[(compounds.table["inchikey"] == merged.table["inchikey"][row]).to_numpy()]
    np.testing.assert_allclose(merged.labels[row], pd.DataFrame(records).mean(), rtol=1e-6)
    assert np.nanmin(merged.labels) == 0
    assert np.nanmax(merged.labels) == 1


def test_the_leaderboard_stays_apart_where_it_validates(compounds):
    options = Tox21Options(merge=True)
    found = compounds_of(compounds.table, compounds.labels, options)
    sets = compounds.table.groupby("set")["inchikey"].nunique()
    assert (found.table["set"] == "leaderboard").sum() == sets["leaderboard"]
    assert (found.table["set"] == "train").sum() == sets["train"]


def test_the_final_compounds_are_in_the_last_split_alone(merged):
    *folds, last = splits_of(merged.table, OURS)
    final = np.flatnonzero(merged.table["set"] == "score")
    assert len(folds) == 5
    np.testing.assert_array_equal(last.test, final)
    assert len(last.train) == 8339
    for split in folds:
        assert not set(np.concatenate(split)) & set(final)
        np.testing.assert_array_equal(np.sort(np.concatenate(split[:2])), last.train)
        assert not set(merged.table["inchikey"][split.train]) & set(merged.table["inchikey"][split.validation])
    held = np.concatenate([split.validation for split in folds])
    assert set(merged.table.index[(merged.table["fold"] >= 0)]) <= set(held)


def test_without_refit_every_fold_is_scored_on_the_final_compounds(merged):
    splits = splits_of(merged.table, Tox21Options(merge=True, validation="folds"))
    assert [len(split.test) for split in splits] == [647] * 5


def test_refit_needs_folds_and_the_former_name_of_columns_still_works():
    with pytest.raises(ValidationError, match="refit needs"):
        Tox21Options(refit=True)
    assert Tox21Options.model_validate({"features": ["maccs"]}).columns == ("maccs",)


@pytest.fixture(scope="module")
def molecules():
    return [Chem.MolFromSmiles(smiles) for smiles in SMILES]


def test_similarities_are_rdkit_s(molecules):
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=3)
    prints = [generator.GetSparseFingerprint(molecule) for molecule in molecules]
    expected = [[DataStructs.TanimotoSimilarity(a, b) for b in prints] for a in prints]
    bits = sparse.csr_array((_matrix([morgan_of(m) for m in molecules]) > 0).astype(np.float32))
    np.testing.assert_allclose(tanimoto(bits, bits), expected, rtol=1e-6)


def plain_columns(similarity, parents, labels, training):
    """The definition, compound by compound."""
    columns = []
    for row in range(len(labels)):
        votes, actives, inactives = [], [], []
        for assay in range(labels.shape[1]):
            known = [t for t in training if np.isfinite(labels[t, assay])]
            share = np.mean([labels[t, assay] for t in known])
            seen = [t for t in known if not (row in training and parents[t] == parents[row])]
            weights = np.array([similarity[row, t] ** 4 for t in seen])
            values = np.array([labels[t, assay] for t in seen])
            votes.append(logit((weights @ values + 0.05 * share) / (weights.sum() + 0.05)) - logit(share))
            actives.append(max([similarity[row, t] for t in seen if labels[t, assay] > 0.5], default=0))
            inactives.append(max([similarity[row, t] for t in seen if labels[t, assay] < 0.5], default=0))
        columns.append([*votes, *actives, *inactives])
    columns = np.array(columns)
    mean, deviation = columns[training].mean(0), columns[training].std(0)
    return (columns - mean) / np.where(deviation > 1e-12, deviation, 1)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_columns_follow_the_definition(molecules, seed):
    generator = np.random.default_rng(seed)
    fragments = sparse.csr_array(_matrix([morgan_of(molecule) for molecule in molecules]))
    bits = (fragments > 0).astype(np.float32)
    labels = generator.choice([0, 0.5, 1, np.nan], size=(8, 2), p=[0.35, 0.1, 0.35, 0.2]).astype(np.float32)
    training = np.arange(6)
    labels[:3] = [[0, 1], [1, 0], [0.5, 0.5]]  # both classes are there
    parents = np.array(["a", "b", "c", "d", "d", "e", "a", "f"])
    found = neighbour_columns(fragments, parents, labels, training)
    expected = plain_columns(tanimoto(bits, bits), parents, labels, training)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)


def test_labels_of_other_rows_are_never_read(molecules):
    fragments = sparse.csr_array(_matrix([morgan_of(molecule) for molecule in molecules]))
    labels = np.array([[0], [1], [0], [1], [1], [0], [1], [0]], dtype=np.float32)
    parents, training = np.array(SMILES), np.arange(5)
    before = neighbour_columns(fragments, parents, labels, training)
    labels[5:] = 1 - labels[5:]
    np.testing.assert_array_equal(neighbour_columns(fragments, parents, labels, training), before)
