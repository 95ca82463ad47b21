"""What the figures draw, against numbers computed by other means."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.report.figures.accuracy_by_depth import paired_means
from snnbench.report.figures.heat_map import ordered_scores
from snnbench.report.figures.learning_curves import mean_curves, median_choice
from snnbench.report.figures.time_per_method import seconds_by_suite
from snnbench.report.figures.tox21_auc_by_depth import lowest_shown
from snnbench.report.run_folder import RunFolder


def scores_by_depth(matrix):
    """Rows of scores by depth, of one network, from shape (tasks, depths)."""
    return pd.DataFrame(
        [
            {"task": f"t{task}", "method": "SNN", "depth": 2**depth, "split": 0, "repeat": 0, "test_score": value}
            for task, row in enumerate(matrix)
            for depth, value in enumerate(row)
        ]
    )


def test_paired_intervals_leave_out_how_tasks_differ():
    generator = np.random.default_rng(0)
    effect = generator.normal(0, 0.01, (30, 3))
    level = generator.uniform(0.2, 0.9, (30, 1))
    without, with_levels = (paired_means(scores_by_depth(matrix)) for matrix in (0.5 + effect, level + effect))
    np.testing.assert_allclose(with_levels["half_width"], without["half_width"])
    np.testing.assert_allclose(with_levels["mean"], (level + effect).mean(axis=0))
    assert (with_levels["tasks"] == 30).all()


def test_paired_intervals_of_two_depths_are_those_of_the_paired_t_test():
    # For two conditions Morey's interval has 1 / sqrt(2) times the width of the paired difference's.
    generator = np.random.default_rng(1)
    matrix = generator.uniform(size=(20, 2))
    found = paired_means(scores_by_depth(matrix))["half_width"].to_numpy()
    difference = matrix[:, 1] - matrix[:, 0]
    low, high = stats.t.interval(0.95, 19, difference.mean(), stats.sem(difference))
    np.testing.assert_allclose(found, (high - low) / 2 / np.sqrt(2))


def test_tasks_that_lack_a_depth_are_left_out():
    rows = scores_by_depth([[0.5, 0.6], [0.7, 0.9]])
    assert (paired_means(rows.iloc[:3])["mean"] == [0.5, 0.6]).all()


def test_learning_curves_are_means_over_common_tasks_of_the_same_length():
    def row(task, method, curve, epoch):
        return {"task": task, "method": method, "validation_curve": curve, "training_loss": curve, "epoch": epoch}

    chosen = pd.DataFrame(
        [
            row("a", "SNN", [0.2, 0.4], 1),
            row("b", "SNN", [0.4, 0.8], 2),
            row("c", "SNN", [0.9, 0.9], 2),
            row("a", "ResNet", [0.1, 0.1], 2),
            row("b", "ResNet", [0.3, 0.3], 2),
            row("c", "ResNet", [0.5, 0.5, 0.5], 3),
        ]
    )
    curves, tasks = mean_curves(chosen)
    assert tasks == 2
    np.testing.assert_allclose(curves["SNN"]["accuracy"], [0.3, 0.6])
    np.testing.assert_allclose(curves["SNN"]["loss"], np.sqrt([0.2 * 0.4, 0.4 * 0.8]))
    assert [median_choice(curves[name]) for name in ("SNN", "ResNet")] == [1, 2]


def test_a_far_point_does_not_squeeze_the_others():
    values = pd.Series([83.7, 84.4, 82.0, 80.1, 78.1, 79.9, 56.6])
    assert 70 < lowest_shown(values) < 78.1
    assert lowest_shown(values[values > 60]) == pytest.approx(lowest_shown(values), abs=0.5)


def test_time_is_summed_over_the_tasks_that_all_methods_of_a_suite_finished(whole_run):
    runs = pd.read_parquet(whole_run / "runs.parquet").assign(seconds=1.0)
    runs.loc[(runs["task"] == "zoo") & (runs["method"] == "PLS"), "status"] = "failed: x"
    runs = runs[(runs["task"] != "tox21") | runs["method"].isin(["SNN", "SVM"])]
    runs.to_parquet(whole_run / "runs.parquet")
    times = seconds_by_suite(RunFolder.read(whole_run))
    assert list(times) == ["uci", "htru2", "tox21"]
    seconds, tasks = times["uci"]
    assert tasks == 5
    assert (seconds == 5).all()
    assert (times["htru2"][0] == 10).all()
    assert sorted(times["tox21"][0].index) == ["SNN", "SVM"]


def test_the_heat_map_has_methods_by_rank_and_tasks_by_size(whole_run):
    run = RunFolder.read(whole_run)
    scores = ordered_scores(run)
    assert run.tasks.loc[scores.index, "rows"].is_monotonic_increasing
    assert scores.rank(axis=1, ascending=False).mean().is_monotonic_increasing
