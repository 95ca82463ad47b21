"""The tables of a synthetic run, recomputed from its rows by other means."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.data.published_results import read_results
from snnbench.methods.baselines import BASELINES
from snnbench.methods.registry import NETS
from snnbench.methods.svm import KernelSVM
from snnbench.paper.tables import published_table
from snnbench.report.build import build_report
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.chosen import chosen_hyperparameters
from snnbench.report.tables.collection import all_tables
from snnbench.report.tables.depths import table2_tox21
from snnbench.report.tables.groups import with_published
from snnbench.report.tables.ranking import Ranking
from snnbench.report.tables.stand_ins import stand_ins
from snnbench.sections.audit.rank_tables import accuracies_of_24, table_of_24

NAMES = {
    "table1_fnn",
    "table1_ml",
    "table2_tox21",
    "table3_htru2",
    "tableA11",
    "tableA12",
    "tableA13",
    "ours_vs_paper",
    "hyperparameters",
    "wins_ties_losses",
    "other_methods",
    "auc_per_task",
    "stand_ins",
    "leaderboard",
    "ranks_with_intervals",
    "mean_accuracies",
}


@pytest.fixture
def tables(whole_run):
    run = RunFolder.read(whole_run)
    return all_tables(run, Rankings.of(run, drop_incomplete=False))[0]


def test_every_table_is_there_and_says_what_it_was_made_from(whole_run, no_figures):
    build_report(whole_run)
    made = {path.stem for path in (whole_run / "tables").glob("*.csv")}
    assert made - {"bayesian"} == NAMES
    for name in made:
        manifest = json.loads((whole_run / "tables" / f"{name}.json").read_text())
        assert manifest["config_sha256"] == "ab" * 32
        assert {"tasks", "left_out", "snnbench", "seed", "date", "machine"} <= set(manifest)
    assert json.loads((whole_run / "tables/tableA13.json").read_text())["tasks"] == [
        "contrac",
        "yeast",
        "abalone",
        "chess-krvk",
    ]
    assert json.loads((whole_run / "tables/tableA12.json").read_text())["tasks"] == ["iris", "zoo"]


def test_all_methods_are_ranked_beside_the_papers(whole_run, tables):
    scores = pd.read_parquet(whole_run / "runs.parquet").query("suite == 'uci'")
    scores = scores.pivot(index="task", columns="method", values="test_score")
    large = scores.loc[["contrac", "yeast", "abalone", "chess-krvk"]]
    table = tables["tableA13"].data.set_index("method")
    expected = large.rank(axis=1, ascending=False).mean()
    np.testing.assert_allclose(table["avg_rank"], expected[table.index])
    best, other = table.index[:2]
    p_value = stats.wilcoxon(large[best] - large[other], alternative="greater").pvalue
    assert table.loc[other, "p_value"] == pytest.approx(p_value)
    printed = published_table("table_a12_a13_uci_24_methods").query("size_group == 'large'").set_index("method_group")
    assert table.loc["ElasticNet", "avg_rank_paper"] == printed.loc["GLM", "avg_rank"]
    assert table["avg_rank_paper"].notna().all()
    right = tables["table1_ml"].data.set_index("method")
    np.testing.assert_allclose(right["avg_rank_difference"], expected[right.index] - 12.5)
    # Printed in Table 1 (right) as -6.7 and -6.4.
    assert right.loc[["SNN", "SVM"], "avg_rank_difference_paper"].round(1).tolist() == [-6.7, -6.4]


def test_networks_that_score_as_in_the_paper_rank_as_in_the_paper_among_the_published_results(whole_run, mirror):
    others = read_results(mirror / "reference" / "results.txt")
    recomputed = table_of_24("large", others).set_index("method_group")
    scores = accuracies_of_24("large", others)[list(NETS)]
    run = RunFolder.read(whole_run)
    variant = with_published(run, Ranking(pd.DataFrame(), scores, {}, []), others)
    np.testing.assert_allclose(variant["avg_rank"][recomputed.index], recomputed["avg_rank_with_ties"])
    np.testing.assert_allclose(variant["p_value"][recomputed.index], recomputed["p_value"])


def test_the_papers_variant_stands_beside_our_ranks_or_is_named_as_missing(whole_run, no_figures, monkeypatch, mirror):
    monkeypatch.setenv("SNNBENCH_MIRROR", "")
    monkeypatch.setenv("SNNBENCH_DATA", str(whole_run / "nowhere"))
    build_report(whole_run)
    assert "avg_rank_with_published" not in pd.read_csv(whole_run / "tables/tableA13.csv")
    assert "needs results.txt" in (whole_run / "report.html").read_text()
    build_report(whole_run, mirrors=[str(mirror)])
    table = pd.read_csv(whole_run / "tables/tableA13.csv").set_index("method_group")
    assert table["avg_rank_with_published"].between(1, 24).all()
    assert table["avg_rank_with_published"].mean() == pytest.approx(12.5)


def test_table_2_takes_the_best_validation_setting_of_each_depth_and_repeat(whole_run):
    trials = pd.read_parquet(whole_run / "trials.parquet")
    snn = (trials["task"] == "tox21") & (trials["method"] == "SNN")
    better = trials[snn].iloc[[0]].assign(validation_score=0.95, test_score=0.5, trial=9, chosen=False)
    pd.concat([trials, better]).to_parquet(whole_run / "trials.parquet")
    run = RunFolder.read(whole_run)
    table = all_tables(run, Rankings.of(run, drop_incomplete=False))[0]["table2_tox21"]
    row = table.csv_data().set_index(["method", "depth"]).loc[("SNN", 2)]
    expected = trials[snn & (trials["trial"] == 0)]["test_score"].tolist()
    expected[0] = 0.5
    assert row["auc_percent"] == pytest.approx(100 * np.mean(expected))
    assert row["std_percent"] == pytest.approx(100 * np.std(expected, ddof=1))
    assert row["repeats"] == 5
    assert row[["auc_percent_paper", "std_percent_paper"]].tolist() == [83.7, 0.3]
    assert table.data.set_index(["method", "source"]).loc[("SNN", "paper"), "8"] == 84.5
    best = table.csv_data().query("best_depth_paper").set_index("method")["depth"]
    assert best["SNN"] == 8
    assert best["ResNet"] == 2


def test_table_2_marks_means_of_fewer_repeats(whole_run):
    run = RunFolder.read(whole_run)
    trials = run.trials
    gone = (trials["task"] == "tox21") & (trials["method"] == "SNN") & (trials["repeat"] > 1)
    gone &= trials["hyperparameters"].str.contains('"hidden_layers": 2')
    table = table2_tox21(replace(run, trials=trials[~gone]))
    row = table.data.index[(table.data["method"] == "SNN") & (table.data["source"] == "this run")][0]
    assert table.marks[row, "2"].endswith(" (2 of 5)")
    assert sum("of 5" in mark for mark in table.marks.values()) == 1


def test_tox21_rows_without_trials_leave_table_2_out_with_the_reason(whole_run, no_figures):
    (whole_run / "trials.parquet").unlink()
    build_report(whole_run)
    assert not (whole_run / "tables/table2_tox21.csv").exists()
    html = (whole_run / "report.html").read_text()
    assert "<b>table2_tox21</b>: needs trials.parquet" in html


def test_htru2_stands_beside_the_papers(whole_run, tables):
    folds = pd.read_parquet(whole_run / "runs.parquet").query("task == 'htru2'")
    folds = folds.pivot(index="split", columns="method", values="test_score")
    table = tables["table3_htru2"].data.set_index("method")
    np.testing.assert_allclose(table["auc"], folds.mean()[table.index])
    assert table["auc"].is_monotonic_decreasing
    assert table.loc["SNN", "auc_paper"] == 0.9803
    assert "C4.5 0.946" in tables["table3_htru2"].note


def test_differences_to_the_paper_have_intervals(tables):
    table = tables["ours_vs_paper"].data
    assert len(table) == 6 * 7
    assert ((table["interval_low"] <= table["difference"]) & (table["difference"] <= table["interval_high"])).all()
    large = table.groupby("task")[["interval_low", "interval_high"]].mean()
    width = large["interval_high"] - large["interval_low"]
    assert width["chess-krvk"] < width["zoo"]


def test_average_depths_stand_beside_the_papers(tables):
    table = tables["hyperparameters"].data.set_index("method")
    assert (table.loc[list(NETS), "average_depth"] == 4).all()
    assert table.loc["SNN", "average_depth_paper"] == 10.8
    assert table.loc["ResNet", ["average_depth_paper", "unit"]].tolist() == [6.35, "blocks"]
    assert "C 1 (100 %)" in table.loc["SVM", "chosen_most_often"]


def test_failed_settings_are_counted_where_settings_are_chosen(whole_run):
    run = RunFolder.read(whole_run)
    runs = run.runs.assign(failed_settings=0)
    first = runs.index[(runs["method"] == "SVM") & (runs["suite"] == "uci")][:2]
    runs.loc[first, "failed_settings"] = [3, 2]
    table = chosen_hyperparameters(replace(run, runs=runs))
    counts = table.data.set_index("method")["failed_settings"]
    assert counts["SVM"] == 5
    assert counts.drop("SVM").eq(0).all()
    assert "the choice is among the others" in table.note


def test_wins_and_losses_mirror_each_other(tables):
    counts = tables["wins_ties_losses"].csv_data().set_index(["first", "second"])
    assert len(counts) == 24 * 23
    assert counts.loc[("SNN", "SVM"), "wins"] == counts.loc[("SVM", "SNN"), "losses"]
    assert (counts.sum(axis=1) == 6).all()


def test_an_approximated_svm_is_marked_where_it_is_one(tables):
    table = tables["other_methods"]
    exact = KernelSVM().exact_rows
    row = table.data["task"].tolist().index("chess-krvk")
    assert table.marks == {(row, "SVM"): "†"}
    assert round(28056 * 0.75 * 0.85) > exact > round(4177 * 0.75 * 0.85)
    assert table.cells()[row][table.data.columns.get_loc("SVM")].text.endswith("†")
    assert table.csv_data().loc[row, "marked"] == "SVM †"
    assert "SVM is an approximation on 1 of these tasks" in tables["tableA13"].note


def test_stand_ins_are_all_described(whole_run):
    table = stand_ins(RunFolder.read(whole_run)).data.set_index("method")
    assert list(table.index) == list(BASELINES)
    assert table.notna().all(axis=None)
    assert table.loc["PLS", "published_method"] == "simpls_R"


def test_an_unavailable_task_is_left_out_by_name_where_it_belongs(whole_run, no_figures):
    tasks = pd.read_csv(whole_run / "tasks.csv", keep_default_na=False)
    rows = [
        {"name": "miniboone", "suite": "uci", "rows": 130064, "status": "no mirror has it"},
        {"name": "htru2", "suite": "htru2", "rows": 17898, "status": "gone"},
    ]
    tasks = pd.concat([tasks[tasks["name"] != "htru2"], pd.DataFrame(rows).assign(metric="", notes="")])
    tasks.to_csv(whole_run / "tasks.csv", index=False)
    runs = pd.read_parquet(whole_run / "runs.parquet")
    runs[runs["task"] != "htru2"].to_parquet(whole_run / "runs.parquet")
    build_report(whole_run, drop_incomplete=True)
    manifest = json.loads((whole_run / "tables/tableA13.json").read_text())
    assert manifest["left_out"] == {"miniboone": "no mirror has it"}
    assert "htru2" not in set(pd.read_csv(whole_run / "tables/tableA11.csv")["task"])
    assert "miniboone" not in set(pd.read_csv(whole_run / "tables/auc_per_task.csv")["task"])
