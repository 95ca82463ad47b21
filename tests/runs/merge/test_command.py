"""What ``snnbench merge`` says."""

import pandas as pd
import pytest
from pieces_of_a_run import PIECES, give_status
from typer.testing import CliRunner

from snnbench.cli import app


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
