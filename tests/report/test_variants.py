"""Variants of a run, paired over its cells."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.report.variants import restricted_choice, variant_table

TASKS = [f"task-{i}" for i in range(12)]


def write(folder, scores):
    """A run with one row per task and method."""
    folder.mkdir()
    rows = [
        {"task": task, "split": 0, "repeat": 0, "method": method, "test_score": value}
        for method, values in scores.items()
        for task, value in zip(TASKS, values, strict=True)
    ]
    pd.DataFrame(rows).to_parquet(folder / "runs.parquet")
    return folder


@pytest.fixture
def scores():
    generator = np.random.default_rng(0)
    return {name: generator.random(12) for name in ("SNN", "BatchNorm", "changed")}


def test_differences_are_paired_over_tasks(tmp_path, scores):
    base = write(tmp_path / "base", {name: scores[name] for name in ("SNN", "BatchNorm")})
    other = write(tmp_path / "wide", {"SNN": scores["changed"]})
    (row,) = variant_table(base, [other]).to_dict("records")
    assert (row["variant"], row["method"], row["tasks"]) == ("wide", "SNN", 12)
    paired = stats.ttest_rel(scores["changed"], scores["SNN"])
    assert row["difference_points"] / row["standard_error"] == pytest.approx(paired.statistic)
    assert row["difference_points"] == pytest.approx(100 * np.mean(scores["changed"] - scores["SNN"]))


def test_a_network_of_one_s_own_stands_against_the_one_whose_name_it_starts_with(tmp_path, scores):
    base = write(tmp_path / "base", {name: scores[name] for name in ("SNN", "BatchNorm")})
    other = write(tmp_path / "own", {"BatchNorm-after-relu": scores["changed"]})
    (row,) = variant_table(base, [other]).to_dict("records")
    assert (row["variant"], row["method"]) == ("own: BatchNorm-after-relu", "BatchNorm")


def test_runs_without_a_common_method_or_cell_are_refused(tmp_path, scores):
    base = write(tmp_path / "base", {"SNN": scores["SNN"]})
    with pytest.raises(ValueError, match="has no method that the base has: ResNet"):
        variant_table(base, [write(tmp_path / "other", {"ResNet": scores["SNN"]})])
    gone = write(tmp_path / "gone", {"SNN": [np.nan] * 12})
    with pytest.raises(ValueError, match="gone: SNN shares no finished cell"):
        variant_table(base, [gone])


def trial(task, rate, validation, test, number, **setting):
    return {
        "task": task,
        "split": 0,
        "repeat": 0,
        "method": "SNN",
        "hyperparameters": json.dumps({"learning_rate": rate, **setting}),
        "validation_score": validation,
        "test_score": test,
        "status": "ok",
        "trial": number,
        "epochs": 100,
    }


def test_a_smaller_grid_chooses_again_from_the_same_trials(tmp_path):
    trials = [
        trial(task, *row, number)
        for task in TASKS
        for number, row in enumerate([(1, 0.9, 0.5), (0.1, 0.8, 0.7), (0.01, 0.7, 0.9)])
    ]
    base = write(tmp_path / "base", {"SNN": [0.5] * 12})
    pd.DataFrame(trials).to_parquet(base / "trials.parquet")
    table = variant_table(base, [], ["learning_rate=1", "learning_rate=0.1"])
    assert table["variant"].tolist() == ["without learning_rate=1", "without learning_rate=0.1"]
    assert table["changed"].tolist() == pytest.approx([0.7, 0.5])
    with pytest.raises(ValueError, match="no setting of the base has learning_rate=3"):
        variant_table(base, [], ["learning_rate=3"])
    ended = CliRunner().invoke(app, ["variants", str(base), "--without", "learning_rate=1"])
    assert ended.exit_code == 0
    assert "20.000" in ended.output


def test_ranks_with_a_part_of_the_grid_and_without_it(tmp_path):
    """Each of two methods is first one way; a third, whose grid lacks the part, is not ranked."""
    better, worse = np.linspace(0.7, 0.9, 12), np.linspace(0.6, 0.8, 12)
    scores = {"SNN": {1: worse, 0.1: better}, "Highway": {1: better + 0.05, 0.1: worse - 0.05}}
    trials = [
        {**trial(task, rate, rate, values[i], number), "method": method}
        for method, of_rate in scores.items()
        for i, task in enumerate(TASKS)
        for number, (rate, values) in enumerate(of_rate.items())
    ]
    trials += [{**trial(task, 0.1, 0.9, 0.99, 0), "method": "Other"} for task in TASKS]
    base = write(tmp_path / "base", {**{name: of_rate[1] for name, of_rate in scores.items()}, "Other": [0.99] * 12})
    pd.DataFrame(trials).to_parquet(base / "trials.parquet")
    csv = tmp_path / "ranks.csv"
    arguments = ["variants", str(base), "--without", "learning_rate=1", "--ranks", str(csv)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    table = pd.read_csv(csv).set_index("method")
    assert table.index.tolist() == ["SNN", "Highway"]
    assert table["avg_rank_with"].to_dict() == {"SNN": 2, "Highway": 1}
    assert table["avg_rank_without"].to_dict() == {"SNN": 1, "Highway": 2}
    assert table.loc["SNN", ["tasks", "place_low_with", "place_high_without"]].tolist() == [12, 2, 1]


def test_equal_scores_follow_the_paper_s_order_of_ties():
    rows = [
        trial("a", 0.1, 0.8, 0.1, 0, hidden_layers=2),
        trial("a", 0.1, 0.8, 0.2, 1, hidden_layers=8),
        trial("a", 0.01, 0.8, 0.3, 2, hidden_layers=8),
    ]
    chosen = restricted_choice(pd.DataFrame(rows), "learning_rate", [1])
    assert chosen["trial"].tolist() == [2]
