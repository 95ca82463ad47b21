"""Tasks of pieces: one row each, and no two tasks of the same name."""

import pandas as pd
import pytest
from pieces_of_a_run import PIECES, give_status

from snnbench.data.load import load_task
from snnbench.runs.merge.agreement import PiecesDiffer
from snnbench.runs.merge.merge import merge_runs


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("rows", [149, 151])
def test_another_task_of_the_same_name_is_named(run, tmp_path, rows):
    folders = [run("first", **PIECES["first"]), run("second", **PIECES["second"])]
    change(folders[1] / "tasks.csv", ",150,", f",{rows},")
    with pytest.raises(PiecesDiffer, match=rf"task sklearn-iris: rows is 150 in .*first, {rows} in .*second"):
        merge_runs(folders, tmp_path / "merged")


@pytest.mark.parametrize("without", [0, 1])
@pytest.mark.parametrize("reason", ["lost", "the archive is gone"])
def test_a_task_that_one_piece_could_not_fetch_is_described_by_the_other(run, tmp_path, without, reason):
    folders = [run("first", **PIECES["first"]), run("again", **PIECES["first"])]
    for number, folder in enumerate(folders):
        tasks = pd.read_csv(folder / "tasks.csv", dtype=str, keep_default_na=False).assign(majority_score="0.4")
        if number == without:
            give_status(folder, f"unavailable: {reason}")
            tasks = tasks.assign(status=reason, features="", metric="", majority_score="")
        tasks.to_csv(folder / "tasks.csv", index=False)
    merge_runs(folders, tmp_path / "merged")
    tasks = pd.read_csv(tmp_path / "merged" / "tasks.csv")
    assert tasks[["status", "features", "metric", "majority_score"]].drop_duplicates().to_dict("records") == [
        {"status": "ok", "features": 4, "metric": "accuracy", "majority_score": 0.4}
    ]


def test_a_task_with_other_data_is_named(run, tmp_path):
    folders = [run("first", **PIECES["first"]), run("second", **PIECES["second"])]
    change(folders[1] / "tasks.csv", load_task("sklearn-iris").content_hash(), "f" * 64)
    with pytest.raises(PiecesDiffer, match=r"task sklearn-iris: content_hash is .* in .*first, f{12} in .*second"):
        merge_runs(folders, tmp_path / "merged")


def test_the_most_frequent_class_is_averaged_over_the_folds_of_all_pieces(run, tmp_path):
    pieces = [run(name, **PIECES[name]) for name in ("first", "second")]
    for folder, splits, score in zip(pieces, ([0], [1, 2, 3]), (0.4, 0.6), strict=True):
        runs = pd.read_parquet(folder / "runs.parquet").query("task == 'sklearn-iris' and method == 'SVM'")
        runs = pd.concat([runs.assign(split=split) for split in splits])
        runs.to_parquet(folder / "runs.parquet", index=False)
        tasks = pd.read_csv(folder / "tasks.csv").query("name == 'sklearn-iris'").assign(majority_score=score)
        tasks.to_csv(folder / "tasks.csv", index=False)
        (folder / "trials.parquet").unlink()
    merge_runs([*pieces, pieces[0]], tmp_path / "merged")
    tasks = pd.read_csv(tmp_path / "merged" / "tasks.csv")
    assert tasks["majority_score"].tolist() == pytest.approx([(0.4 + 3 * 0.6) / 4])
    assert tasks["splits"].tolist() == [4]
