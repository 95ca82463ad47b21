"""Pieces of a run: what is joined, and what is refused."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.config.read import read_config
from snnbench.data.load import load_task
from snnbench.report.run_folder import RunFolder
from snnbench.runs.cells import run_cells
from snnbench.runs.chosen import runs_of
from snnbench.runs.isolated import InThisProcess
from snnbench.runs.merge.agreement import PiecesDiffer
from snnbench.runs.merge.merge import CELL, merge_runs
from snnbench.runs.rows import RUNS

VALUES = {
    "run": "whole",
    "tasks": ["sklearn-iris", "sklearn-wine"],
    "methods": ["SVM", "NaiveBayes"],
    "grids": {"default": {"SVM": {"C": [1, 10]}, "NaiveBayes": {}}},
    "repeats": {"sklearn": 2},
}
ENVIRONMENT = {
    "torch": "2.13.0",
    "numpy": "2.5.0",
    "scipy": "1.18.0",
    "scikit-learn": "1.9.0",
    "numba": "0.66.0",
    "machine": "Linux x86_64, 2 cores",
    "code": {"SVM": "aa", "NaiveBayes": "bb"},
}
PIECES = {
    "first": {"part": {"repeats": [0]}},
    "second": {"part": {"repeats": [1]}, "tasks": ["sklearn-iris"]},
    "third": {"part": {"repeats": [1]}, "tasks": ["sklearn-wine"]},
}


@pytest.fixture
def run(tmp_path):
    def run(name, environment=ENVIRONMENT, **changes):
        config = read_config(VALUES | changes | {"run": name})
        folder = tmp_path / name
        rows = [
            run_cells(load_task(task), config.methods, config, tmp_path, executor=InThisProcess())
            for task in config.tasks
        ]
        trials = pa.concat_tables(rows)
        pq.write_table(trials, folder / "trials.parquet")
        runs_of(trials.to_pandas()).to_parquet(folder / "runs.parquet", index=False)
        tasks = pd.DataFrame({"name": config.tasks, "suite": "sklearn", "rows": 150, "splits": 1, "status": "ok"})
        tasks["content_hash"] = [load_task(task).content_hash() for task in config.tasks]
        tasks.assign(metric="accuracy", features=4, classes=3, test_rows=38, notes="").to_csv(
            folder / "tasks.csv", index=False
        )
        (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))
        (folder / "environment.json").write_text(json.dumps(environment, indent=2))
        return folder

    return run


def give_status(folder, status, task=None):
    """Have all cells of a run, or those of one task, end without a result."""
    rows = pd.read_parquet(folder / "runs.parquet")
    rows.loc[(rows["task"] == task) | (task is None), ["status", "test_score"]] = status, float("nan")
    rows.to_parquet(folder / "runs.parquet", index=False)


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


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


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seed": 1}, "seed: 0 in .*first, 1 in .*second"),
        ({"protocol": {"epochs": 3}}, "protocol: .*'epochs': 100.*'epochs': 3"),
        ({"repeats": {"sklearn": 3}}, "repeats: "),
        ({"grids": {"default": {"SVM": {"C": [2]}, "NaiveBayes": {}}}}, "grids.default.SVM: .*second has another grid"),
        ({"environment": ENVIRONMENT | {"torch": "2.12.0"}}, "torch: 2.13.0 in .*first, 2.12.0 in .*second"),
        ({"environment": ENVIRONMENT | {"torch": "2.14.0"}}, "torch: 2.13.0 in .*first, 2.14.0 in .*second"),
        ({"environment": ENVIRONMENT | {"device": "cuda"}}, "device: None in .*first, cuda in .*second"),
        ({"environment": ENVIRONMENT | {"code": {"SVM": "cc"}}}, "code of SVM: .*second"),
        ({"environment": ENVIRONMENT | {"code": {"SVM": "a0"}}}, "code of SVM: .*second"),
        ({"environment": {k: v for k, v in ENVIRONMENT.items() if k != "code"}}, "second lacks the hashes"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_pieces_that_differ_in_what_decides_a_result_are_refused(run, tmp_path, changed, message):
    folders = [run("first", **PIECES["first"]), run("second", **PIECES["second"] | changed)]
    with pytest.raises(PiecesDiffer, match=message):
        merge_runs(folders, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_what_decides_no_result_may_differ(run, tmp_path):
    elsewhere = ENVIRONMENT | {"machine": "another", "code": {"SVM": "aa"}}
    second = run("second", environment=elsewhere, methods=["SVM"], mirrors=["elsewhere"], **PIECES["second"])
    merge_runs([run("first", **PIECES["first"]), second], tmp_path / "merged")
    environment = json.loads((tmp_path / "merged" / "environment.json").read_text())
    # Names, since a path says something about one machine only.
    assert environment["merged"] == ["first", "second"]
    assert environment["machine"] == "Linux x86_64, 2 cores; another"
    assert environment["code"] == ENVIRONMENT["code"]


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


@pytest.mark.parametrize("earlier", [["second"], ["first", "second"]], ids=["mixed", "all"])
def test_what_pieces_of_earlier_versions_do_not_say_is_named(run, tmp_path, earlier):
    folders = [run("first", **PIECES["first"]), run("second", **PIECES["second"])]
    for folder in folders:
        if folder.name in earlier:
            pd.read_csv(folder / "tasks.csv").drop(columns="content_hash").to_csv(folder / "tasks.csv", index=False)
    arguments = ["merge", *map(str, folders), "--out", str(tmp_path / "merged")]
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0
    assert "not compared: whether the data of sklearn-iris are those of the other pieces" in ended.stderr
    assert f"tasks.csv of {', '.join(earlier)} has no content_hash" in ended.stderr
    # A later merge must not take for compared what was not.
    again = CliRunner().invoke(
        app, ["merge", str(tmp_path / "merged"), str(folders[0]), "--out", str(tmp_path / "again")]
    )
    assert "not compared: whether the data of sklearn-iris" in again.stderr


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


def test_the_command_says_what_is_wrong_in_a_line(run, tmp_path):
    first = run("first", **PIECES["first"])
    ended = CliRunner().invoke(app, ["merge", str(first), str(tmp_path), "--out", str(tmp_path / "merged")])
    assert ended.exit_code == 1
    assert "is no finished run: it lacks runs.parquet" in ended.stderr
    ended = CliRunner().invoke(app, ["merge", str(first), "--out", str(tmp_path / "merged")])
    assert (ended.exit_code, ended.stderr) == (1, "not merged: merging takes at least two runs, got 1\n")
    second = run("second", **PIECES["second"], seed=1)
    ended = CliRunner().invoke(app, ["merge", str(first), str(second), "--out", str(tmp_path / "merged")])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("not merged: the pieces differ in what decides a result:\n  seed: 0 in ")


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (None, ""),
        ("failed: OSError", ", 2 of them without a result"),
        ("unavailable: x", ", 2 of them without a result"),
    ],
)
def test_the_command_says_what_was_merged(run, tmp_path, status, more):
    folders = [str(run(name, **PIECES[name])) for name in ("first", "second")]
    if status:
        give_status(tmp_path / "second", status)
    ended = CliRunner().invoke(app, ["merge", *folders, "--out", str(tmp_path / "merged")])
    assert (ended.exit_code, ended.stdout) == (0, f"{tmp_path / 'merged'}: 6 cells of 2 tasks and 2 methods{more}\n")
