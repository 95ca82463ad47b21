"""The leaderboard table: what sets a method apart from the first and from the most frequent class."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.leaderboard import leaderboard_table

SCORES = pd.DataFrame(
    {"SVM": [0.9, 0.85, 0.8], "SNN": [0.88, 0.5, 0.8], "PLS": [0.6, 0.5, 0.4]}, index=["one", "two", "three"]
)
MAJORITY = [0.6, 0.5, 0.3]


def run_of(scores, **columns):
    long = scores.rename_axis(index="task", columns="method").stack().rename("test_score").reset_index()
    runs = long.assign(suite="user", split=0, repeat=0, status="ok", seconds=2.0, hyperparameters="{}")
    tasks = pd.DataFrame({"name": scores.index, "suite": "user", "metric": "accuracy", "status": "ok", "notes": ""})
    tasks = tasks.assign(rows=400, features=3, classes=2, test_rows=100, train_rows=200, splits=1, **columns)
    config = {"methods": list(scores.columns), "seed": 0, "search": {"strategy": "grid"}, "grids": {}}
    return RunFolder("x", runs, tasks.set_index("name"), config, {})


def above(score, reference, rows=100):
    low, high = confint_proportions_2indep(score * rows, rows, reference * rows, rows, method="newcomb", compare="diff")
    return low > 0, high < 0


def test_counts_the_tasks_on_which_a_method_is_apart():
    table = leaderboard_table(run_of(SCORES, majority_score=MAJORITY)).data.set_index("method")
    for method in SCORES:
        expected = [above(score, majority)[0] for score, majority in zip(SCORES[method], MAJORITY, strict=True)]
        assert table.loc[method, "tasks_above_majority"] == sum(expected)
        expected = [above(score, best)[1] for score, best in zip(SCORES[method], SCORES["SVM"], strict=True)]
        assert table.loc[method, "tasks_below_first"] == sum(expected)
    assert table["tasks_above_majority"].to_dict() == {"SVM": 3, "SNN": 2, "PLS": 0}
    assert table["tasks_below_first"].to_dict() == {"SVM": 0, "SNN": 1, "PLS": 3}
    assert table["seconds"].tolist() == [6, 6, 6]


def test_says_where_the_most_frequent_class_is_unknown():
    table = leaderboard_table(run_of(SCORES))
    assert "tasks_above_majority" not in table.data
    assert "is unavailable" in table.note


def test_a_single_task_has_no_test_over_tasks():
    table = leaderboard_table(run_of(SCORES.iloc[:1], majority_score=MAJORITY[:1])).data
    assert not {"p_value_best", "p_value_majority", "rank_low", "rank_high"} & set(table)
    low, high = proportion_confint(90, 100, method="wilson")
    assert table[["mean_score_low", "mean_score_high"]].iloc[0].tolist() == pytest.approx([low, high])
    assert table["tasks_above_majority"].tolist() == [1, 1, 0]


def test_a_method_without_any_result_is_named_and_the_others_are_ranked():
    table = leaderboard_table(run_of(SCORES.assign(SNN=float("nan")), majority_score=MAJORITY))
    assert table.data["method"].tolist() == ["SVM", "PLS"]
    assert "Without any result: SNN." in table.note


@pytest.mark.parametrize("metric", ["accuracy", "auc"])
def test_tasks_of_every_metric_count_on_own_data(metric):
    run = run_of(SCORES, majority_score=MAJORITY)
    run.tasks.loc["one", "metric"] = metric
    table = leaderboard_table(run)
    assert table.tasks == ("two", "three", "one") if metric == "auc" else ("one", "two", "three")


def test_few_tasks_have_no_interval_of_ranks_and_the_note_says_so():
    table = leaderboard_table(run_of(SCORES, majority_score=MAJORITY))
    assert not {"rank_low", "rank_high", "p_value_best", "p_value_majority"} & set(table.data)
    assert "Fewer than 6 tasks cannot show a difference" in table.note
    # Columns of different methods stay together.
    assert table.data.set_index("method")["wins"].to_dict() == {"SVM": 2.5, "SNN": 0.5, "PLS": 0.0}
    more = pd.concat([SCORES, SCORES.rename("{}-again".format)])
    table = leaderboard_table(run_of(more, majority_score=[*MAJORITY, *MAJORITY]))
    assert {"rank_low", "rank_high", "p_value_best", "p_value_majority"} <= set(table.data)
    # All six differences have one sign: 2 / 2**6, times three comparisons with the most frequent class.
    assert table.data["p_value_majority"].iloc[0] == pytest.approx(3 * 2 / 64)
