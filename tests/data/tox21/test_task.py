"""Tox21: counts, labels, splits, and features for every compound."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from snnbench.data.catalog import catalog
from snnbench.data.download import RemoteFile
from snnbench.data.errors import DataError
from snnbench.data.load import load_task
from snnbench.data.tox21 import files as tox21_files
from snnbench.data.tox21.compounds import challenge_split, shared_with_training
from snnbench.data.tox21.files import ASSAYS, Compounds, read_compounds
from snnbench.data.tox21.options import Tox21Options
from snnbench.data.tox21.task import load_tox21

SAMPLE = slice(0, None, 60)
"""Rows whose features take seconds; those of all rows take three minutes of a core."""


@pytest.fixture(scope="module", params=["sample", pytest.param("all", marks=pytest.mark.slow)])
def task(request, mirror, compounds, unreadable):
    """The features are kept between test runs, under a hash of what decides them."""
    cache = request.config.cache.mkdir("tox21")
    if request.param == "all":
        return load_task("tox21", data_dir=cache, mirrors=[str(mirror)])
    repaired = np.flatnonzero(compounds.table["id"].isin(unreadable))
    rows = np.union1d(repaired, np.arange(len(compounds.table))[SAMPLE])
    table = compounds.table.iloc[rows].reset_index(drop=True)
    sample = Compounds([compounds.mol_blocks[row] for row in rows], compounds.labels[rows], table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("snnbench.data.tox21.task.read_compounds", lambda data_dir, mirrors: sample)
        return load_tox21(replace(catalog()["tox21"], rows=len(rows)), Tox21Options(), cache, [])


def test_counts_per_assay_and_set_are_the_mirrors(compounds, mirror):
    expected = pd.read_csv(mirror / "tox21" / "COUNTS.csv").set_index("assay")
    for column, assay in enumerate(ASSAYS):
        for part in ("train", "leaderboard", "score"):
            labels = compounds.labels[(compounds.table["set"] == part).to_numpy(), column]
            found = [(labels == 1).sum(), (labels == 0).sum(), np.isnan(labels).sum()]
            assert found == expected.loc[assay, [f"{part}_{k}" for k in ("active", "inactive", "missing")]].tolist()


def test_every_compound_has_features(task):
    rows = len(task.X)
    assert rows in (12707, 217)
    assert task.X.dtype == np.float32
    assert np.isfinite(task.X).all()
    assert task.y.shape == (rows, 12)
    train = task.splits[0].train
    deviations = task.X[train].std(0, dtype=float)
    assert (deviations > 0.01).all()
    assert (deviations < 1.001).all()
    assert np.median(deviations) > 0.99
    assert np.abs(task.X).max() == 5
    assert np.abs(task.X[train].mean(0, dtype=float)).max() < 0.2
    assert any("5 drawings of structures repaired" in note for note in task.notes)


@pytest.mark.parametrize("fold", range(5))
def test_batches_of_a_compound_never_sit_on_both_sides(compounds, fold):
    split = challenge_split(compounds.table, Tox21Options(validation="cluster_folds", fold=fold))
    keys = compounds.table["inchikey"].to_numpy()
    assert not set(keys[split.train]) & set(keys[split.validation])
    np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(12707))
    held = compounds.table.iloc[split.validation]
    assert (compounds.table["fold"] == fold).sum() == (held["fold"] == fold).sum()


def test_leaderboard_alone_leaves_all_training_compounds(compounds):
    split = challenge_split(compounds.table, Tox21Options(validation="leaderboard"))
    assert [len(rows) for rows in split] == [11764, 296, 647]
    shared = shared_with_training(compounds.table, split)
    assert compounds.table["inchikey"].iloc[shared].nunique() == 7
    assert (compounds.table["set"].iloc[shared] == "score").all()


def test_a_label_that_differs_from_the_winners_is_named(mirror, data_dir, tmp_path, monkeypatch):
    table = pd.read_csv(mirror / "tox21" / "tox21_compoundData.csv")
    row = int(np.flatnonzero(table["SR.HSE"] == 0)[0])
    table.loc[row, "SR.HSE"] = 1.0
    (tmp_path / "tox21").mkdir()
    table.to_csv(tmp_path / "tox21" / "changed.csv", index=False)
    changed = RemoteFile("tox21", "changed.csv", "http://127.0.0.1:1/none", "")
    monkeypatch.setattr(tox21_files, "COMPOUNDS", changed)
    with pytest.raises(DataError, match=rf"1 labels .* differ from changed.csv, first in record {row + 1}"):
        read_compounds(data_dir, [str(tmp_path), str(mirror)])


def test_default_validation_rows_have_enough_actives_to_choose_by(compounds):
    split = challenge_split(compounds.table, Tox21Options())
    assert (compounds.labels[split.validation] == 1).sum(0).min() >= 20
