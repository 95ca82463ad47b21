"""Two runs side by side, by hand-made rows."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.report.compare import compare_runs


def run(folder, scores, epochs):
    rows = [
        {
            "task": task,
            "split": 0,
            "repeat": 0,
            "method": method,
            "chosen": number == 1,
            "test_score": score if number == 1 else 0.1,
            "epochs": epochs[number] if method == "SNN" else 0,
            "seconds": 1.0,
        }
        for (task, method), score in scores.items()
        for number in (0, 1)
    ]
    folder.mkdir()
    pd.DataFrame(rows).to_parquet(folder / "trials.parquet")
    return folder


@pytest.fixture
def runs(tmp_path):
    first = run(tmp_path / "a", {("iris", "SNN"): 0.9, ("car", "SNN"): 0.8, ("iris", "SVM"): 0.7}, (100, 100))
    second = run(tmp_path / "b", {("iris", "SNN"): 0.92, ("wine", "SNN"): 0.1, ("iris", "SVM"): 0.7}, (10, 100))
    return first, second


def test_compares_the_cells_that_both_have(runs):
    table = compare_runs(*runs).set_index("method")
    assert list(table.index) == ["SNN", "SVM", "all"]
    assert table.loc["SNN", "tasks"] == 1
    assert table.loc["SNN", "difference_points"] == pytest.approx(2)
    assert table.loc["SNN", "times_fewer_epochs"] == pytest.approx(200 / 110)
    assert table.loc["all", "tasks"] == 1


def test_runs_without_a_common_cell_are_refused(runs, tmp_path):
    other = run(tmp_path / "c", {("zoo", "SNN"): 0.9}, (1, 1))
    with pytest.raises(ValueError, match="share no cell"):
        compare_runs(runs[0], other)


def test_the_command_writes_a_table(runs, tmp_path):
    result = CliRunner().invoke(app, ["compare", *map(str, runs), "--csv", str(tmp_path / "table.csv")])
    assert result.exit_code == 0, result.output
    assert pd.read_csv(tmp_path / "table.csv")["difference_points"][0] == pytest.approx(2)
