"""Tasks as files, the catalog's list and scikit-learn's sets."""

import contextlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.splits import Split
from snnbench.data.task import Task


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


def test_only_a_failed_fetch_is_unavailable(tmp_path, offline):
    with pytest.raises(TaskUnavailable, match=r"'htru2' is unavailable: HTRU2.zip \(htru2\) could not be fetched"):
        load_task("htru2", data_dir=tmp_path)
    (tmp_path / "m" / "htru2").mkdir(parents=True)
    (tmp_path / "m" / "htru2" / "HTRU2.zip").write_bytes(b"half a file")
    with pytest.raises(DataError, match="is damaged or wrong") as raised:
        load_task("htru2", data_dir=tmp_path, mirrors=[str(tmp_path / "m")])
    assert not isinstance(raised.value, TaskUnavailable)


def test_the_most_frequent_class_scores_as_scikit_learns_dummy():
    generator = np.random.default_rng(0)
    y = generator.choice(3, size=60, p=[0.2, 0.5, 0.3])
    splits = [Split(*np.split(generator.permutation(60), [30, 40])) for _ in range(2)]
    task = Task("mine", "user", np.zeros((60, 2), np.float32), y, splits, "accuracy", ("a", "b", "c"))
    for number, rows in enumerate(splits):
        dummy = DummyClassifier(strategy="most_frequent").fit(task.X[rows.train], y[rows.train])
        assert task.majority_score(number) == pytest.approx(dummy.score(task.X[rows.test], y[rows.test]))
    assert replace(task, metric="auc").majority_score(0) == 0.5
