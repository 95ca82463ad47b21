"""Average ranks over tasks, folds and seeds: against draws that can be counted out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from snnbench.paper.tables import published_accuracies
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import single_replicates, task_means
from snnbench.stats.two_level import probability_first, rank_uncertainty, resampled_average_ranks


class TestTwoLevelBootstrap:
    def test_without_replicates_it_is_the_bootstrap_over_tasks(self):
        paper = published_accuracies().dropna()
        ends = resampled_average_ranks(single_replicates(paper), 0, samples=4000).quantile([0.025, 0.975])
        generator = np.random.default_rng(1)
        plain = stats.bootstrap(
            (ranks(paper).to_numpy(),), np.mean, axis=0, method="percentile", n_resamples=4000, rng=generator
        )
        # Two estimates from 4,000 draws each: their quantiles' standard errors are about 0.01.
        np.testing.assert_allclose(ends[list(paper)], plain.confidence_interval, atol=0.05)

    def test_one_fixed_replicate_per_task_leaves_nothing_to_chance(self, scores):
        single = single_replicates(task_means(scores))
        averages = resampled_average_ranks(single, 0, replicates="one", tasks="fixed", samples=5)
        np.testing.assert_allclose(averages, np.tile(ranks(task_means(scores)).mean(), (5, 1)))

    def test_one_replicate_has_the_mean_and_deviation_of_exhaustive_draws(self, simulated):
        """Over fixed tasks average ranks of independent draws have a known mean and variance."""
        few = simulated(5, 2, 2)
        ranked = few.rank(axis=1, ascending=False).groupby("task")
        averages = resampled_average_ranks(few, 0, replicates="one", tasks="fixed", samples=20_000)
        deviation = np.sqrt(ranked.var(ddof=0).sum()) / 5
        np.testing.assert_allclose(averages.mean(), ranked.mean().mean(), atol=0.01)
        expected = rank_uncertainty(few, 0, samples=10).set_index("method")["one_run_avg_rank"]
        np.testing.assert_allclose(expected[few.columns], ranked.mean().mean())
        np.testing.assert_allclose(averages.std(), deviation, rtol=0.03)

    def test_all_replicates_vary_less_than_one(self, scores):
        one = resampled_average_ranks(scores, 0, replicates="one", tasks="fixed")
        all_ = resampled_average_ranks(scores, 0, replicates="all", tasks="fixed")
        assert (all_.std() < 0.5 * one.std()).all()

    def test_drawing_tasks_adds_to_the_variance(self, scores):
        fixed = resampled_average_ranks(scores, 0, tasks="fixed")
        assert (resampled_average_ranks(scores, 0).std() > fixed.std()).all()

    def test_the_interval_covers_the_truth_as_often_as_it_says(self, simulated):
        """Three methods that are alike have rank 2; over new tasks, folds and seeds 95 % of intervals hold it."""
        covered = []
        for rng in range(60):
            alike = simulated(25, 2, 2, methods=(0, 0, 0), rng=rng)
            low, high = resampled_average_ranks(alike, 0, samples=400).quantile([0.025, 0.975]).to_numpy()
            covered.append((low <= 2) & (high >= 2))
        # 180 intervals, three per simulation and not independent; somewhat too wide by design.
        assert np.mean(covered) >= 0.9

    @given(random=st.randoms(use_true_random=False))
    @settings(max_examples=5, deadline=None)
    def test_neither_rows_nor_columns_need_an_order(self, random, simulated):
        few = simulated(6, 2, 2)
        rows, columns = list(few.index), list(few.columns)
        random.shuffle(rows)
        random.shuffle(columns)
        again = resampled_average_ranks(few.loc[rows, columns], 0, samples=20)
        pd.testing.assert_frame_equal(again[few.columns], resampled_average_ranks(few, 0, samples=20))

    def test_probabilities_of_being_first_add_up_and_ties_are_shared(self, scores):
        averages = pd.DataFrame({"a": [1.0, 1.5, 2.0], "b": [2.0, 1.5, 1.0], "c": [3.0, 3.0, 3.0]})
        assert probability_first(averages).to_dict() == {"a": 0.5, "b": 0.5, "c": 0.0}
        assert rank_uncertainty(scores, 0)["p_first"].sum() == pytest.approx(1)

    def test_intervals_are_students_over_tasks_and_quantiles_of_single_runs(self, scores):
        table = rank_uncertainty(scores, 3, samples=500, level=0.8).set_index("method")
        of_task = ranks(task_means(scores))
        low, high = stats.ttest_1samp(of_task, 0).confidence_interval(0.8)
        np.testing.assert_allclose(table.loc[of_task.columns, ["low", "high"]].T, [low, high])
        one_run = resampled_average_ranks(scores, 3, "one", "fixed", samples=500)
        np.testing.assert_allclose(table["one_run_low"], one_run.quantile(0.1)[table.index])
        np.testing.assert_allclose(table["one_run_high"], one_run.quantile(0.9)[table.index])
        np.testing.assert_allclose(table["p_first_one_run"], probability_first(one_run)[table.index])
        assert rank_uncertainty(single_replicates(task_means(scores)), 0)["one_run_low"].isna().all()
        with pytest.raises(ValueError, match="level lies between 0 and 1"):
            rank_uncertainty(scores, 0, level=1)

    def test_at_least_one_sample_is_drawn(self, scores):
        assert len(resampled_average_ranks(scores, 0, samples=1)) == 1
        with pytest.raises(ValueError, match="at least 1 sample, got 0"):
            resampled_average_ranks(scores, 0, samples=0)

    def test_the_better_method_is_first(self, simulated):
        table = rank_uncertainty(simulated(30, 4, 3, methods=(0, 1.5, 3), **{"method x task": 0.5}), 0)
        assert table["method"].tolist() == ["m2", "m1", "m0"]
        assert ((table["low"] <= table["avg_rank"]) & (table["avg_rank"] <= table["high"])).all()
        assert table["p_first"].iloc[0] > 0.8
        assert table["p_first_one_run"].iloc[0] <= table["p_first"].iloc[0]
