"""Tasks as files, the catalog's list, scikit-learn's sets and OpenML's recorded answers."""

import contextlib
import pickle
import shutil
import socket
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data.declared import Dataset
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.splits import Split
from snnbench.data.task import Task

# The data set's own description names these columns, which hold no value at all.
ANNEAL = {"openml": 2, "ignore": ["m", "marvi", "corr", "jurofm", "s", "p"]}


def test_a_task_survives_its_file_bit_by_bit(tmp_path):
    task = load_task("sklearn-wine")
    for name in ("a.npz", "b.npz"):
        task.save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    again = Task.load(tmp_path / "a.npz")
    assert again.content_hash() == task.content_hash()
    np.testing.assert_array_equal(again.X, task.X)
    assert again.classes == task.classes
    assert again.notes == task.notes


def test_any_change_changes_the_hash():
    task = load_task("sklearn-wine")
    hashes = {task.content_hash(), load_task("sklearn-wine", seed=1).content_hash()}
    changed = task.X.copy()
    changed[0, 0] += 1
    hashes.add(Task(**{**task.__dict__, "X": changed}).content_hash())
    assert len(hashes) == 3
    assert Task(**{**task.__dict__, "notes": ("other words",)}).content_hash() == task.content_hash()


def test_loading_never_unpickles(tmp_path):
    trap = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "trap.npz", header=trap)
    with pytest.raises(DataError, match="does not hold a task"):
        Task.load(tmp_path / "trap.npz")


@given(st.integers(0, 2**20), st.integers(0, 255), st.booleans())
def test_a_damaged_file_is_a_clear_error(tmp_path_factory, place, byte, cut):
    path = tmp_path_factory.mktemp("damaged") / "t.npz"
    load_task("sklearn-iris").save(path)
    content = bytearray(path.read_bytes())
    place %= len(content)
    content[place] = byte
    path.write_bytes(content[:place] if cut else content)
    with contextlib.suppress(DataError):
        Task.load(path)


def test_a_file_can_hold_the_reason_instead(tmp_path):
    Task.save_unavailable(tmp_path / "t.npz", TaskUnavailable("x", "gone"))
    with pytest.raises(TaskUnavailable, match="'x' is unavailable: gone"):
        Task.load(tmp_path / "t.npz")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("sklearn-iris", (150, 4)),
        ("sklearn-wine", (178, 13)),
        ("sklearn-breast-cancer", (569, 30)),
        ("sklearn-digits", (1797, 64)),
    ],
)
def test_scikit_learns_sets(name, shape):
    task = load_task(name)
    assert task.X.shape == shape
    (split,) = task.splits
    assert len(split.test) == round(0.25 * shape[0])
    np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(shape[0]))


def test_tasks_are_listed_with_their_availability(tmp_path, mirror, monkeypatch):
    monkeypatch.setenv("SNNBENCH_MIRROR", str(mirror))
    result = CliRunner().invoke(app, ["tasks", "--csv", str(tmp_path / "t.csv"), "--data-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    table = pd.read_csv(tmp_path / "t.csv").set_index("name")
    assert list(table.columns) == ["suite", "rows", "features", "classes", "test_rows", "source", "available"]
    assert len(table) == 121 + 1 + 1 + 4
    assert table.loc["htru2", "available"] == "yes"
    assert table.loc["miniboone", "available"].startswith("no: not in")
    assert (table.loc[table["suite"] == "uci", "available"] == "yes").sum() == 120


def test_a_damaged_archive_is_named_in_the_list(tmp_path, monkeypatch):
    monkeypatch.setenv("SNNBENCH_MIRROR", str(tmp_path))
    (tmp_path / "uci").mkdir()
    (tmp_path / "uci" / "data.tar.gz").write_bytes(b"\x1f\x8bnothing")
    result = CliRunner().invoke(app, ["tasks", "--csv", str(tmp_path / "t.csv"), "--data-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "is not a complete tar archive" in pd.read_csv(tmp_path / "t.csv").set_index("name").loc["iris", "available"]


def test_without_a_mirror_tasks_are_to_be_downloaded(tmp_path, monkeypatch):
    monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)
    result = CliRunner().invoke(app, ["tasks", "--csv", str(tmp_path / "t.csv"), "--data-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    table = pd.read_csv(tmp_path / "t.csv").set_index("name")
    assert table.loc["iris", "available"] == "download"
    assert table.loc["sklearn-iris", "available"] == "yes"


@pytest.fixture
def offline(monkeypatch):
    """Refuse every connection, and have openml not wait between its tries."""

    def refuse(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)


def test_openml_from_recorded_answers_without_a_pickle(tmp_path, mirror, offline, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("unpickled")

    monkeypatch.setattr(pickle, "load", refuse)
    anneal = Dataset.model_validate(ANNEAL)
    assert anneal.name == "openml-2"
    task = load_task("openml-2", datasets=[anneal], data_dir=tmp_path, mirrors=[str(mirror)])
    assert len(task.y) == 898
    assert task.X.shape[1] == 38 - len(ANNEAL["ignore"])
    counts = dict(zip(task.classes, np.bincount(task.y), strict=True))
    assert counts == {"1": 8, "2": 99, "3": 684, "5": 67, "U": 40}
    rows = task.prepare(0)
    assert np.isfinite(rows.train.X).all()
    assert not list(tmp_path.rglob("*.pkl*"))


def test_openml_columns_without_values_are_left_out(tmp_path, mirror, offline):
    """In a suite nobody can name them data set by data set."""
    declared = Dataset.model_validate({"openml": 2})
    with pytest.warns(UserWarning, match="no value in any row"):
        task = load_task("openml-2", datasets=[declared], data_dir=tmp_path, mirrors=[str(mirror)])
    assert task.X.shape[1] == 38 - 6
    assert "columns 'm', 'marvi', 'corr', 'jurofm', 's', 'p' have no value in any row and were left out" in task.notes


def test_a_damaged_openml_file_is_fetched_again_and_refused_if_it_stays_so(tmp_path, mirror, offline):
    anneal = Dataset.model_validate(ANNEAL)
    load_task("openml-2", datasets=[anneal], data_dir=tmp_path, mirrors=[str(mirror)])
    (file,) = tmp_path.rglob("dataset.arff")
    right = file.read_bytes()
    file.write_bytes(right[:-1000])
    with pytest.raises(TaskUnavailable, match=r"a copy with md5 .* was removed.* failed"):
        load_task("openml-2", datasets=[anneal], data_dir=tmp_path)
    file.parent.mkdir(parents=True, exist_ok=True)  # the client has cleared it
    file.write_bytes(right[:-1000])
    load_task("openml-2", datasets=[anneal], data_dir=tmp_path, mirrors=[str(mirror)])
    assert file.read_bytes() == right
    wrong = tmp_path / "wrong" / "openml" / "2"
    shutil.copytree(mirror / "openml" / "2", wrong)
    (wrong / "dataset.arff").write_bytes(right.replace(b"COIL", b"SHEET", 1))
    file.unlink()
    with pytest.raises(DataError, match=r"was fetched twice with md5 .*, its description says"):
        load_task("openml-2", datasets=[anneal], data_dir=tmp_path, mirrors=[str(tmp_path / "wrong")])


def test_several_ignored_attributes_of_openml_are_told_apart(tmp_path, mirror, offline):
    places = tmp_path / "mirror" / "openml" / "2"
    shutil.copytree(mirror / "openml" / "2", places)
    description = places / "description.xml"
    named = "<oml:ignore_attribute>m, 'marvi',corr</oml:ignore_attribute><oml:row_id_attribute>s</oml:row_id_attribute>"
    text = description.read_text(encoding="utf-8")
    assert "ignore_attribute" not in text
    description.chmod(0o644)
    description.write_text(text.replace("<oml:md5_checksum>", f"{named}<oml:md5_checksum>"), encoding="utf-8")
    declared = Dataset.model_validate({"openml": 2, "ignore": ["jurofm", "p"]})
    task = load_task("openml-2", datasets=[declared], data_dir=tmp_path, mirrors=[str(tmp_path / "mirror")])
    assert task.X.shape[1] == 38 - 6


def test_only_a_failed_fetch_is_unavailable(tmp_path, offline):
    with pytest.raises(TaskUnavailable, match=r"'htru2' is unavailable: HTRU2.zip \(htru2\) could not be fetched"):
        load_task("htru2", data_dir=tmp_path)
    (tmp_path / "m" / "htru2").mkdir(parents=True)
    (tmp_path / "m" / "htru2" / "HTRU2.zip").write_bytes(b"half a file")
    with pytest.raises(DataError, match="is damaged or wrong") as raised:
        load_task("htru2", data_dir=tmp_path, mirrors=[str(tmp_path / "m")])
    assert not isinstance(raised.value, TaskUnavailable)


def test_openml_offline_is_a_clear_error(tmp_path, offline):
    with pytest.raises(TaskUnavailable, match=r"OpenML data set 61 is not in .* failed"):
        load_task("openml-61", datasets=[Dataset.model_validate({"openml": 61})], data_dir=tmp_path)


def test_the_most_frequent_class_scores_as_scikit_learns_dummy():
    generator = np.random.default_rng(0)
    y = generator.choice(3, size=60, p=[0.2, 0.5, 0.3])
    splits = [Split(*np.split(generator.permutation(60), [30, 40])) for _ in range(2)]
    task = Task("mine", "user", np.zeros((60, 2), np.float32), y, splits, "accuracy", ("a", "b", "c"))
    for number, rows in enumerate(splits):
        dummy = DummyClassifier(strategy="most_frequent").fit(task.X[rows.train], y[rows.train])
        assert task.majority_score(number) == pytest.approx(dummy.score(task.X[rows.test], y[rows.test]))
    assert replace(task, metric="auc").majority_score(0) == 0.5
