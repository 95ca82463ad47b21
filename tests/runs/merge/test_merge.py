"""Joining pieces of a run: which rows the whole has, and what is written."""

import pandas as pd
import pytest
import yaml
from pieces_of_a_run import PIECES, VALUES, give_status

from snnbench.config.read import read_config
from snnbench.report.run_folder import RunFolder
from snnbench.runs.merge.agreement import PiecesDiffer
from snnbench.runs.merge.merge import CELL, merge_runs
from snnbench.runs.rows import RUNS


def test_pieces_make_the_whole(run, tmp_path):
    whole = pd.read_parquet(run("whole") / "runs.parquet")
    merged = merge_runs([run(name, **part) for name, part in PIECES.items()], tmp_path / "merged")
    results = [name for name in RUNS.names if name not in ("seconds", "peak_mb")]
    pd.testing.assert_frame_equal(
        merged[results], whole.sort_values(CELL, ignore_index=True)[results], check_dtype=False
    )
    folder = RunFolder.read(tmp_path / "merged")
    assert folder.name == "merged"
    assert len(folder.trials) == 2 * len(pd.read_parquet(tmp_path / "first" / "trials.parquet"))
    assert list(folder.tasks.index) == VALUES["tasks"]
    assert "part" not in folder.config
    assert read_config(dict(folder.config)).repeats_of("sklearn", 150, "SVM") == [0, 1]


def test_what_is_joined_is_written_as_the_pieces_wrote_it(run, tmp_path):
    folders = [run(name, **changes) for name, changes in PIECES.items()]
    for folder in folders:
        pd.read_csv(folder / "tasks.csv").assign(notes="NA").to_csv(folder / "tasks.csv", index=False)
    merge_runs(folders, tmp_path / "merged")
    tasks = pd.read_csv(tmp_path / "merged" / "tasks.csv", keep_default_na=False)
    assert set(tasks["notes"]) == {"NA"}
    assert list(tasks.columns) == list(pd.read_csv(folders[0] / "tasks.csv").columns)
    assert '\n  "torch": "2.13.0",\n' in (tmp_path / "merged" / "environment.json").read_text()
    keys, merged = (list(yaml.safe_load((f / "config.yaml").read_text())) for f in (folders[0], tmp_path / "merged"))
    assert merged == [key for key in keys if key in merged]


def test_the_same_cell_twice_is_kept_once(run, tmp_path):
    folders = [run("first", **PIECES["first"]), run("again", **PIECES["first"])]
    assert not merge_runs(folders, tmp_path / "merged").duplicated(CELL).any()


def test_a_cell_with_two_results_is_named(run, tmp_path):
    folders = [run("first", **PIECES["first"]), run("again", **PIECES["first"])]
    rows = pd.read_parquet(folders[1] / "runs.parquet")
    rows.loc[0, "test_score"] -= 0.01
    rows.to_parquet(folders[1] / "runs.parquet", index=False)
    with pytest.raises(PiecesDiffer, match=r"task sklearn-iris, split 0, repeat 0, method NaiveBayes: .*test_score"):
        merge_runs(folders, tmp_path / "merged")


@pytest.mark.parametrize("failing", [0, 1])
@pytest.mark.parametrize("status", ["failed: MemoryError", "unavailable: nowhere"])
def test_a_failure_gives_way_to_a_result(run, tmp_path, failing, status):
    folders = [run("first", **PIECES["first"]), run("again", **PIECES["first"])]
    give_status(folders[failing], status)
    merged = merge_runs(folders, tmp_path / "merged")
    assert (merged["status"] == "ok").all()
    assert pd.read_parquet(tmp_path / "merged" / "trials.parquet")["chosen"].sum() == len(merged)


@pytest.mark.parametrize(
    "statuses", [("failed: MemoryError", "failed: OSError"), ("unavailable: nowhere", "unavailable: lost")]
)
def test_a_task_without_any_result_has_no_split_and_the_first_reason(run, tmp_path, statuses):
    folders = [run(name, **PIECES["first"]) for name in ("first", "again")]
    for folder, status in zip(folders, statuses, strict=True):
        give_status(folder, status, "sklearn-wine")
    merged = merge_runs(folders, tmp_path / "merged")
    assert set(merged.loc[merged["task"] == "sklearn-wine", "status"]) == {statuses[0]}
    tasks = pd.read_csv(tmp_path / "merged" / "tasks.csv").set_index("name")
    assert tasks["splits"].to_dict() == {"sklearn-iris": 1, "sklearn-wine": 0}
