"""The store saves time, and nothing else depends on it."""

import os
import random
import stat
import threading

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.local import LocalFileSystem

from snnbench.runs.rows import TRIALS, trials_table
from snnbench.runs.store import FinishedTrials, Store
from snnbench.training.trial import Trial

NAMES = {"suite": "uci", "task": "iris", "split": 0, "repeat": 0, "method": "SNN"}
KEY = "ab" + "0" * 62


def trials(count=3):
    return [
        Trial({"hidden_units": number}, number, 7, 10, 0.5 + number / 100, 0.6, 20, 1.5, "ok", [0.1] * 20, [0.2] * 20)
        for number in range(count)
    ]


def table(score=0.6):
    rows = trials()
    for trial in rows:
        trial.test_score = score
    return trials_table(NAMES, rows, 300.0)


@pytest.fixture(params=["folder", "address", "memory"])
def store(request, tmp_path):
    if request.param != "memory":
        # To fsspec the second is a file system whose folders have to be made, and not the local one.
        yield Store({"folder": "", "address": "dir::file://"}[request.param] + str(tmp_path / "store"))
        return
    yield Store("memory://a-store/of-a-test")
    files = fsspec.filesystem("memory")
    files.rm("/a-store", recursive=True)


def test_a_table_comes_back_as_it_was_kept(store, caplog):
    assert store.get(KEY, TRIALS) is None
    assert store.put(KEY, table())
    assert store.put("ab" + "1" * 62, table(0.25))
    assert store.get(KEY, TRIALS).equals(table())
    assert not caplog.records, "that there is no table yet is no fault"


def test_an_existing_store_is_found_where_earlier_versions_have_put_it(tmp_path):
    store = Store(str(tmp_path))
    store.put(KEY, table())
    FinishedTrials(store, KEY).keep(trials())
    (unfinished,) = (tmp_path / "ab" / KEY).rglob("*.parquet")
    assert unfinished.parent == tmp_path / "ab" / KEY / unfinished.name[:2]
    assert set(tmp_path.rglob("*.parquet")) == {tmp_path / "ab" / f"{KEY}.parquet", unfinished}


def test_finished_trials_come_back_with_their_curves_and_predictions(store):
    finished = FinishedTrials(store, KEY)
    kept = trials()
    kept[1].test_predictions = np.array([[0.25, 0.5], [0.75, 1.0]], np.float32)
    finished.keep(kept[1:])
    fresh = [Trial(trial.hyperparameters, trial.number, trial.seed) for trial in kept]
    assert finished.recall(fresh[1:])
    assert not finished.recall(fresh)
    np.testing.assert_array_equal(fresh[1].test_predictions, kept[1].test_predictions)
    assert fresh[1].test_predictions.dtype == np.float32
    assert fresh[2] == kept[2]
    finished.remove()
    assert not finished.recall(fresh[1:])


def test_swapped_files_are_computed_again(store, caplog):
    other = "cd" + "0" * 62
    store.put(KEY, table(0.25))
    store.put(other, table(0.75))
    files = fsspec.url_to_fs(store.address)[0]
    one, two = files.cat_file(store.path(KEY)), files.cat_file(store.path(other))
    files.pipe_file(store.path(KEY), two)
    files.pipe_file(store.path(other), one)
    assert store.get(KEY, TRIALS) is store.get(other, TRIALS) is None
    assert "not the file of this key" in caplog.text


def test_no_flipped_bit_changes_a_score(store, caplog):
    store.put(KEY, table())
    files = fsspec.url_to_fs(store.address)[0]
    sound, generator, found = files.cat_file(store.path(KEY)), random.Random(0), 0
    for _ in range(200):
        damaged = bytearray(sound)
        damaged[generator.randrange(len(sound))] ^= 1 << generator.randrange(8)
        files.pipe_file(store.path(KEY), bytes(damaged))
        read = store.get(KEY, TRIALS)
        found += read is None
        assert read is None or read.equals(table())
    assert found > 60
    assert "is damaged or belongs elsewhere and is computed again" in caplog.text


@pytest.mark.parametrize("score", [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9])
def test_a_sound_file_with_another_score_is_computed_again(tmp_path, score, caplog):
    store = Store(str(tmp_path))
    store.put(KEY, table())
    other = table(score).replace_schema_metadata(pq.read_schema(store.path(KEY)).metadata)
    pq.write_table(other, store.path(KEY))
    assert store.get(KEY, TRIALS) is None
    assert "its content is not what was written" in caplog.text


def test_a_damaged_page_is_not_decoded(tmp_path, caplog):
    """Decoders are not made for damaged pages."""
    store = Store(str(tmp_path))
    store.put(KEY, table())
    chunk = pq.read_metadata(store.path(KEY)).row_group(0).column(TRIALS.get_field_index("test_score"))
    damaged = bytearray((tmp_path / "ab" / f"{KEY}.parquet").read_bytes())
    damaged[chunk.dictionary_page_offset + chunk.total_compressed_size - 1] ^= 1
    (tmp_path / "ab" / f"{KEY}.parquet").write_bytes(damaged)
    assert store.get(KEY, TRIALS) is None
    assert "checksum" in caplog.text


@pytest.mark.parametrize("content", [b"", b"not parquet", b"PAR1" * 100])
def test_a_file_of_something_else_is_computed_again(store, content):
    store.put(KEY, table())
    files = fsspec.url_to_fs(store.address)[0]
    files.pipe_file(store.path(KEY), content)
    assert store.get(KEY, TRIALS) is None
    assert store.put(KEY, table())
    assert store.get(KEY, TRIALS) is not None


def test_other_columns_are_computed_again(tmp_path):
    store = Store(str(tmp_path))
    store.put(KEY, pa.table({"a": [1]}))
    assert store.get(KEY, TRIALS) is None
    foreign = pa.table({"a": [1]})
    pq.write_table(foreign, store.path(KEY))
    assert store.get(KEY) is None


def test_a_store_that_cannot_be_used_fails_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    store = Store(str(tmp_path / "file" / "store"))
    assert not store.put(KEY, table())
    assert store.get(KEY) is None
    FinishedTrials(store, KEY).keep(trials())
    FinishedTrials(store, KEY).remove()
    assert not FinishedTrials(store, KEY).recall(trials())
    assert "cannot be written" in caplog.text
    nowhere = Store("nosuchprotocol://x")
    assert not nowhere.put(KEY, table())
    nowhere.remove()


def test_a_store_that_cannot_be_read_is_told_in_the_log(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    assert Store(str(tmp_path / "file")).get(KEY) is None
    assert "cannot be read (NotADirectoryError" in caplog.text


def test_what_pyarrow_cannot_read_is_computed_again(tmp_path, monkeypatch):
    """Of a flipped bit it may say that it has no such type yet, which is neither a ValueError nor an OSError."""

    def read(*_, **__):
        raise pa.ArrowNotImplementedError("Integers with less than 8 bits not implemented")

    store = Store(str(tmp_path))
    store.put(KEY, table())
    monkeypatch.setattr(pq, "read_table", read)
    assert store.get(KEY, TRIALS) is None


def test_a_store_that_cannot_be_removed_stays(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise PermissionError

    finished = FinishedTrials(Store(str(tmp_path)), KEY)
    finished.keep(trials())
    monkeypatch.setattr(LocalFileSystem, "rm", fail)
    finished.remove()
    assert finished.recall(trials())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only folders")
def test_a_read_only_store_is_read(tmp_path):
    store = Store(str(tmp_path / "store"))
    store.put(KEY, table())
    for folder in (tmp_path / "store", tmp_path / "store" / "ab"):
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert store.get(KEY, TRIALS) is not None
    assert not store.put("ab" + "1" * 62, table())


def test_two_runs_that_share_a_store_lose_no_cell(tmp_path):
    """One finishes a cell and removes its trials while the other still keeps some."""
    failed = []

    def work():
        store = Store(str(tmp_path))
        for round_ in range(20):
            key = f"{round_:02d}" + "0" * 62
            finished = FinishedTrials(store, key)
            for trial in trials(5):
                finished.keep([trial])
            if not store.put(key, table()) or store.get(key, TRIALS) is None:
                failed.append(key)
            finished.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
