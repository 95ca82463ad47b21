"""Tasks and suites of OpenML, in files of the shape its server sends."""

import numpy as np
import pandas as pd
import pytest

from snnbench.config.read import read_config
from snnbench.data.arff_file import read_arff
from snnbench.data.declared import Dataset
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.openml_files import read_openml_task, suite_tasks
from snnbench.data.openml_task import folds_of

SUITE = """<oml:study xmlns:oml="http://openml.org/openml">
  <oml:id>99</oml:id> <oml:name>a suite</oml:name>
  <oml:data> <oml:data_id>2</oml:data_id> </oml:data>
  <oml:tasks> <oml:task_id>1</oml:task_id> <oml:task_id>31</oml:task_id> </oml:tasks>
</oml:study>"""
TASK = """<oml:task xmlns:oml="http://openml.org/openml">
  <oml:task_id>1</oml:task_id>
  <oml:task_name>Task 1: anneal (Supervised Classification)</oml:task_name>
  <oml:task_type_id>1</oml:task_type_id>
  <oml:task_type>Supervised Classification</oml:task_type>
  <oml:input name="source_data"> <oml:data_set>
    <oml:data_set_id>2</oml:data_set_id> <oml:target_feature>class</oml:target_feature>
  </oml:data_set> </oml:input>
  <oml:input name="estimation_procedure"> <oml:estimation_procedure>
    <oml:id>1</oml:id> <oml:type>crossvalidation</oml:type>
    <oml:data_splits_url>http://127.0.0.1:9/splits/1</oml:data_splits_url>
    <oml:parameter name="number_repeats">2</oml:parameter> <oml:parameter name="number_folds">3</oml:parameter>
  </oml:estimation_procedure> </oml:input>
</oml:task>"""


def splits_arff(rows, repeats=2, folds=3):
    lines = ["@relation splits", "@attribute type {TRAIN,TEST}"]
    lines += [f"@attribute {name} numeric" for name in ("rowid", "repeat", "fold")] + ["@data"]
    lines += [
        f"{'TEST' if row % folds == fold else 'TRAIN'},{row},{repeat},{fold}"
        for repeat in range(repeats)
        for fold in range(folds)
        for row in range(rows)
    ]
    return "\n".join(lines)


@pytest.fixture
def openml_mirror(tmp_path):
    root = tmp_path / "mirror" / "openml"
    (root / "tasks" / "1").mkdir(parents=True)
    (root / "suites").mkdir()
    (root / "suites" / "99.xml").write_text(SUITE)
    (root / "tasks" / "1" / "task.xml").write_text(TASK)
    (root / "tasks" / "1" / "datasplits.arff").write_text(splits_arff(898))
    return tmp_path / "mirror"


def test_a_task_brings_its_own_splits(tmp_path, openml_mirror, mirror):
    declared = Dataset.model_validate({"openml_task": 1, "ignore": ["m", "marvi", "corr", "jurofm", "s", "p"]})
    assert declared.name == "openml-task-1"
    places = [str(openml_mirror), str(mirror)]
    task = load_task("openml-task-1", datasets=[declared], data_dir=tmp_path / "data", mirrors=places)
    assert len(task.splits) == 3
    assert task.notes[0] == "the 3 folds of OpenML task 1, the first of 2 repeats"
    for fold, split in enumerate(task.splits):
        np.testing.assert_array_equal(split.test, np.arange(fold, 898, 3))
        np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(898))
        assert len(split.validation) == round(0.15 * (898 - len(split.test)))
    (kept,) = (tmp_path / "data").rglob("datasplits.arff")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert whole[len(whole) // 2 - 1 :][:1] != b"\n", "the cut is within a row"
    load_task("openml-task-1", datasets=[declared], data_dir=tmp_path / "data", mirrors=places)
    assert kept.read_bytes() == whole, "a damaged table of splits is fetched again"


def test_a_suite_is_its_tasks(tmp_path, openml_mirror):
    assert [task["source"] for task in suite_tasks(99, tmp_path, [str(openml_mirror)])] == [
        {"openml_task": 1},
        {"openml_task": 31},
    ]
    config = read_config(
        {
            "run": "r",
            "tasks": ["user"],
            "methods": ["NaiveBayes"],
            "grids": {},
            "datasets": {"openml_suite": 99, "metric": "accuracy"},
            "mirrors": [str(openml_mirror)],
            "data_dir": str(tmp_path / "other"),
        }
    )
    assert config.tasks == ("openml-task-1", "openml-task-31")


def test_what_is_neither_cached_nor_reachable_is_unavailable(tmp_path, openml_mirror, monkeypatch):
    (openml_mirror / "openml" / "tasks" / "1" / "datasplits.arff").unlink()
    monkeypatch.setenv("SNNBENCH_MIRROR", "")
    declared = Dataset.model_validate({"openml_task": 1})
    message = r"(?s)the table of splits of OpenML task 1 could not .*/datasplits.arff: no such file.*http:"
    with pytest.raises(TaskUnavailable, match=message):
        load_task("openml-task-1", datasets=[declared], data_dir=tmp_path / "data", mirrors=[str(openml_mirror)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TASK.replace("Supervised Classification</oml:task_type>", "Clustering</oml:task_type>"), "type 'Clustering'"),
        (TASK.replace("<oml:target_feature>class</oml:target_feature>", ""), "has no target_feature"),
        (TASK.replace("<oml:data_set_id>2", "<oml:data_set_id>two"), "has 'two' where an id is expected"),
        (TASK[:200], "(?s)is damaged or wrong.*is no XML: "),
    ],
)
def test_a_description_that_is_none_is_refused(tmp_path, openml_mirror, text, message):
    (openml_mirror / "openml" / "tasks" / "1" / "task.xml").write_text(text)
    with pytest.raises(DataError, match=message):
        read_openml_task(1, tmp_path, [str(openml_mirror)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop(columns="fold"), "no column 'fold'"),
        (lambda table: table.assign(rowid=table["rowid"] + 1), "not rows 0 to 9, each at most once"),
        (lambda table: pd.concat([table, table]), "each at most once"),
        (lambda table: table.assign(type="TRAIN"), "10 training and 0 test rows"),
        (lambda table: table.assign(repeat=1.0), "no fold of repeat 0"),
    ],
)
def test_folds_that_are_none_are_refused(tmp_path, change, message):
    (tmp_path / "s.arff").write_text(splits_arff(10))
    table, _ = read_arff(tmp_path / "s.arff", "splits")
    with pytest.raises(DataError, match=message):
        folds_of(change(table), 10, "splits")


def test_a_damaged_description_of_a_task_is_fetched_again(tmp_path, openml_mirror):
    places = [str(openml_mirror)]
    read_openml_task(1, tmp_path, places)
    kept = tmp_path / "openml" / "tasks" / "1" / "task.xml"
    kept.write_text(TASK[:200])
    assert read_openml_task(1, tmp_path, places).dataset == 2
    assert kept.read_text() == TASK


def test_a_folder_that_cannot_be_written_to_is_a_failed_fetch(tmp_path, openml_mirror):
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(FetchError, match=r"OpenML task 1 could not be fetched"):
        read_openml_task(1, tmp_path / "data", [str(openml_mirror)])
