"""The UCI archive: every task as the catalog says, the paper's splits, and the scaling put right."""

import io
import tarfile

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from snnbench.data.catalog import catalog
from snnbench.data.download import RemoteFile
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.uci import ARCHIVE
from snnbench.paper.tables import published_table

UCI = [entry for entry in catalog().values() if entry.suite == "uci"]
RESCALED = {
    # task: accuracy of a forest, at most as published and at least corrected
    "annealing": (0.60, 0.95),
    "hayes-roth": (0.10, 0.85),
    "hill-valley": (0.52, 0.54),
    "horse-colic": (0.65, 0.82),
    "image-segmentation": (0.20, 0.94),
    "monks-1": (0.65, 0.88),
    "monks-2": (0.70, 0.75),
    "monks-3": (0.60, 0.90),
    "soybean": (0.45, 0.85),
}


@pytest.fixture(scope="module")
def load(mirror, data_dir):
    return lambda name, **options: load_task(name, data_dir=data_dir, mirrors=[str(mirror)], **options)


def forest_accuracy(task):
    split = task.splits[0]
    training = np.concatenate((split.train, split.validation))
    forest = RandomForestClassifier(200, random_state=0).fit(task.X[training], task.y[training])
    return forest.score(task.X[split.test], task.y[split.test])


def test_the_catalog_has_the_papers_tasks():
    paper = published_table("table_a11_uci_fnn_accuracy").set_index("dataset")
    assert [entry.name for entry in UCI] == sorted(paper.index)
    assert len(UCI) == 121
    large = [entry.name for entry in UCI if entry.rows >= 1000]
    assert len(large) == 46


def test_every_task_loads_as_the_catalog_says(load):
    had = 0
    for entry in UCI:
        if entry.name == "miniboone":
            continue
        task = load(entry.name)
        split = task.splits[0]
        assert len(task.splits) == (1 if entry.test_rows else 4)
        assert task.X.shape == (entry.rows, entry.features)
        assert task.X.dtype == np.float32
        assert np.isfinite(task.X).all()
        for rows in task.splits:
            np.testing.assert_array_equal(np.sort(np.concatenate(rows)), np.arange(entry.rows))
            assert min(map(len, rows)) > 0
        if entry.test_rows:
            np.testing.assert_array_equal(split.test, np.arange(entry.rows - entry.test_rows, entry.rows))
        assert len(split.validation) == max(1, round(0.15 * (len(split.train) + len(split.validation))))
        mean, deviation = task.X[split.train].mean(0, dtype=float), task.X[split.train].std(0, dtype=float)
        np.testing.assert_allclose(mean, 0, atol=1e-5)
        assert (np.isclose(deviation, 1, atol=1e-4) | np.isclose(deviation, 0, atol=1e-6)).all(), entry.name
        had += 1
    assert had == 120


def test_the_papers_accuracies_are_multiples_of_one_test_row(load):
    """The paper's test set is the one used here: its accuracies come out as whole numbers of its rows."""
    paper = published_table("table_a11_uci_fnn_accuracy").set_index("dataset")["SNN"]
    for name in ("abalone", "iris", "contrac", "glass", "yeast", "monks-3"):
        right = paper[name] * len(load(name).splits[0].test)
        assert abs(right - round(right)) < 0.06, name


def test_the_test_folds_are_the_even_lines_of_the_partition_file(load, mirror):
    with tarfile.open(mirror / "uci" / "data.tar.gz") as tar:
        lines = tar.extractfile("data/iris/conxuntos_kfold.dat").read().decode().splitlines()
    for split, line in zip(load("iris").splits, lines[1::2], strict=True):
        np.testing.assert_array_equal(split.test, np.sort(np.array(line.split(), dtype=int)))


@pytest.mark.parametrize(("name", "split"), [("glass", 0), ("glass", 3), ("monks-1", 0)])
def test_a_repeat_is_another_seed_on_the_same_test_rows(load, name, split):
    """It draws its validation rows anew, in the same number, and standardises on its own training rows."""
    task = load(name)
    first, second, third = (task.split_of(split, repeat) for repeat in range(3))
    assert first is task.splits[split]
    for again in (second, third):
        np.testing.assert_array_equal(again.test, first.test)
        assert len(again.validation) == len(first.validation)
        np.testing.assert_array_equal(np.sort(np.concatenate(again)), np.arange(len(task.y)))
    assert not np.array_equal(first.validation, second.validation)
    assert not np.array_equal(second.validation, third.validation)
    for repeat in range(3):
        train = task.prepare(split, repeat).train
        np.testing.assert_array_equal(train.y, task.y[task.split_of(split, repeat).train])
        np.testing.assert_allclose(train.X.mean(0, dtype=float), 0, atol=1e-5)
        deviation = train.X.std(0, dtype=float)
        assert (np.isclose(deviation, 1, atol=1e-4) | np.isclose(deviation, 0, atol=1e-6)).all()
    other_seed = load(name, seed=1)
    assert not np.array_equal(other_seed.split_of(split, 1).validation, second.validation)


def test_files_as_published_stay_as_they_are_in_every_repeat(load):
    task = load("glass", scaling="as_published")
    rows = task.split_of(2, 1)
    np.testing.assert_array_equal(task.prepare(2, 1).train.X, task.X[rows.train])


def test_a_partition_file_without_all_folds_is_refused(load, data_dir, tmp_path):
    from snnbench.data.uci import _folds

    short = tmp_path / "conxuntos_kfold.dat"
    short.write_text("0 1 \n2 \n")
    with pytest.raises(DataError, match="2 lines instead of 8"):
        _folds(short, 3)
    short.write_text("0 1 \n2 \n" * 3 + "0 1 \n1 \n")
    with pytest.raises(DataError, match="lines 7 and 8"):
        _folds(short, 3)


@pytest.mark.parametrize("name", RESCALED)
def test_correcting_the_scale_makes_the_task_learnable(load, name):
    at_most, at_least = RESCALED[name]
    assert forest_accuracy(load(name, scaling="as_published")) <= at_most
    assert forest_accuracy(load(name)) >= at_least


@pytest.mark.parametrize("name", ["monks-1", "monks-2", "monks-3", "spect", "spectf", "hayes-roth"])
def test_both_files_come_back_to_the_integers_they_were(load, data_dir, name):
    """Accuracy shows nothing on spect and spectf, whose classes are odd, but raw values are integers."""
    import snnbench.data.uci as uci

    load(name)
    folders = list(data_dir.rglob(f"data/{name}"))
    values = [uci._read(folders[0] / f"{name}_{part}_R.dat")[:, :-1] for part in ("train", "test")]
    for restored in uci._on_one_scale(name, values):
        assert np.abs(restored - np.round(restored)).max() < 0.01


def test_as_published_keeps_the_values_of_the_file(load, mirror):
    with tarfile.open(mirror / "uci" / "data.tar.gz") as tar:
        text = tar.extractfile("data/monks-3/monks-3_test_R.dat").read().decode()
    raw = np.loadtxt(io.StringIO(text), skiprows=1)[:, 1:-1]
    task = load("monks-3", scaling="as_published")
    np.testing.assert_array_equal(task.X[task.splits[0].test], raw.astype(np.float32))


def test_no_statistic_of_a_test_row_enters_training(load, monkeypatch):
    """Changing every test row changes no training or validation row."""
    import snnbench.data.uci as uci

    plain = load("glass")
    read = uci._read

    def read_with_other_test_rows(path):
        table = read(path)
        table[plain.splits[0].test, :-1] += 1000
        return table

    monkeypatch.setattr(uci, "_read", read_with_other_test_rows)
    changed = load("glass")
    for part in ("train", "validation"):
        rows = getattr(plain.splits[0], part)
        np.testing.assert_array_equal(changed.X[rows], plain.X[rows])
    assert not np.array_equal(changed.X, plain.X)


def test_a_task_that_differs_from_the_catalog_is_refused(load, monkeypatch):
    import snnbench.data.uci as uci

    read = uci._read
    monkeypatch.setattr(uci, "_read", lambda path: read(path)[:-1])
    with pytest.raises(DataError, match="rows 149 instead of 150") as raised:
        load("iris")
    assert not isinstance(raised.value, TaskUnavailable)  # a wrong file stops the run


def test_miniboone_is_reported_by_name_and_reason(load):
    with pytest.raises(TaskUnavailable, match=r"'miniboone' is unavailable: .*miniboone_R.dat"):
        load("miniboone")


def test_another_seed_draws_other_validation_rows_but_the_same_test_rows(load):
    first, second = load("glass", seed=0).splits[0], load("glass", seed=1).splits[0]
    np.testing.assert_array_equal(first.test, second.test)
    assert not np.array_equal(first.validation, second.validation)


def test_the_mirrors_archive_is_checked():
    assert isinstance(ARCHIVE, RemoteFile)
    assert len(ARCHIVE.sha256) == 64


def test_an_unknown_name_brings_the_nearest():
    with pytest.raises(DataError, match="did you mean 'iris'"):
        load_task("irris")
