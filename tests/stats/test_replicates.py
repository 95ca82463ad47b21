"""Statistics over folds and seeds: against simulations whose truth is known, and against statsmodels."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.mixed_linear_model import MixedLM

from snnbench.paper.tables import published_accuracies
from snnbench.stats.bootstrap import average_rank_intervals
from snnbench.stats.luck import against_another_run
from snnbench.stats.matrix import IncompleteMatrix
from snnbench.stats.ranks import ranks
from snnbench.stats.reliability import split_half_correlation
from snnbench.stats.replicates import LEVELS, checked_replicates, single_replicates, task_means
from snnbench.stats.two_level import probability_first, rank_uncertainty, resampled_average_ranks
from snnbench.stats.variance import balanced_replicates, variance_components

DEVIATIONS = {
    "task": 3.0,
    "split": 1.5,
    "seed": 1.0,
    "method x task": 2.0,
    "method x split": 1.2,
    "method x seed": 0.8,
}


def simulated(tasks, splits, seeds, methods=(0.0, 0.5, 1.0), rng=0, **deviations):
    """Scores of the model of variance_components, and the true components."""
    generator, sizes = np.random.default_rng(rng), (tasks, splits, seeds, len(methods))
    of = DEVIATIONS | deviations

    def effect(name, *levels):
        shape = [size if i in levels else 1 for i, size in enumerate(sizes)]
        return of[name] * generator.standard_normal(shape)

    values = (
        np.asarray(methods)
        + effect("task", 0)
        + effect("split", 0, 1)
        + effect("seed", 0, 1, 2)
        + effect("method x task", 0, 3)
        + effect("method x split", 0, 1, 3)
        + effect("method x seed", 0, 1, 2, 3)
    )
    index = pd.MultiIndex.from_product([range(n) for n in sizes[:3]], names=LEVELS)
    return pd.DataFrame(values.reshape(-1, len(methods)), index, [f"m{i}" for i in range(len(methods))])


@pytest.fixture(scope="module")
def scores():
    return simulated(30, 4, 3)


class TestReplicates:
    def test_other_levels_are_refused(self, scores):
        with pytest.raises(ValueError, match="indexed by task, split, repeat, got task, seed"):
            checked_replicates(scores.droplevel("split").rename_axis(["task", "seed"]))

    def test_a_missing_replicate_of_one_method_is_named(self, scores):
        holes = scores.copy()
        holes.iloc[5, 1] = np.nan
        with pytest.raises(IncompleteMatrix, match=r"\(\(0, 1, 2\), m1\)"):
            checked_replicates(holes)

    def test_means_are_over_the_replicates_of_each_task(self, scores):
        expected = scores.groupby("task").mean()
        np.testing.assert_allclose(task_means(scores).loc[expected.index], expected)


class TestTwoLevelBootstrap:
    def test_without_replicates_it_is_the_bootstrap_over_tasks(self):
        paper = published_accuracies().dropna()
        ends = resampled_average_ranks(single_replicates(paper), 0, samples=4000).quantile([0.025, 0.975])
        plain = average_rank_intervals(paper, 1, samples=4000)
        # Two estimates from 4,000 draws each: their quantiles' standard errors are about 0.01.
        np.testing.assert_allclose(ends.T, plain.loc[ends.columns], atol=0.05)

    def test_one_fixed_replicate_per_task_leaves_nothing_to_chance(self, scores):
        single = single_replicates(task_means(scores))
        averages = resampled_average_ranks(single, 0, replicates="one", tasks="fixed", samples=5)
        np.testing.assert_allclose(averages, np.tile(ranks(task_means(scores)).mean(), (5, 1)))

    def test_one_replicate_has_the_mean_and_deviation_of_exhaustive_draws(self):
        """Over fixed tasks average ranks of independent draws have a known mean and variance."""
        few = simulated(5, 2, 2)
        ranked = few.rank(axis=1, ascending=False).groupby("task")
        averages = resampled_average_ranks(few, 0, replicates="one", tasks="fixed", samples=20_000)
        deviation = np.sqrt(ranked.var(ddof=0).sum()) / 5
        np.testing.assert_allclose(averages.mean(), ranked.mean().mean(), atol=0.01)
        np.testing.assert_allclose(averages.std(), deviation, rtol=0.03)

    def test_all_replicates_vary_less_than_one(self, scores):
        one = resampled_average_ranks(scores, 0, replicates="one", tasks="fixed")
        all_ = resampled_average_ranks(scores, 0, replicates="all", tasks="fixed")
        assert (all_.std() < 0.5 * one.std()).all()

    def test_drawing_tasks_adds_to_the_variance(self, scores):
        fixed = resampled_average_ranks(scores, 0, tasks="fixed")
        assert (resampled_average_ranks(scores, 0).std() > fixed.std()).all()

    def test_the_interval_covers_the_truth_as_often_as_it_says(self):
        """Three methods that are alike have rank 2; over new tasks, folds and seeds 95 % of intervals hold it."""
        covered = []
        for rng in range(60):
            alike = simulated(25, 2, 2, methods=(0, 0, 0), rng=rng)
            low, high = resampled_average_ranks(alike, 0, samples=400).quantile([0.025, 0.975]).to_numpy()
            covered.append((low <= 2) & (high >= 2))
        # 180 intervals, three per simulation and not independent; somewhat too wide by design.
        assert np.mean(covered) >= 0.9

    @given(st.randoms(use_true_random=False))
    @settings(max_examples=5, deadline=None)
    def test_neither_rows_nor_columns_need_an_order(self, random):
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

    def test_intervals_are_quantiles_of_the_resampled_runs(self, scores):
        table = rank_uncertainty(scores, 3, samples=500, level=0.8).set_index("method")
        whole = resampled_average_ranks(scores, 3, samples=500)
        one_run = resampled_average_ranks(scores, 3, "one", "fixed", samples=500)
        for low, high, draws in (("low", "high", whole), ("one_run_low", "one_run_high", one_run)):
            np.testing.assert_allclose(table[low], draws.quantile(0.1)[table.index])
            np.testing.assert_allclose(table[high], draws.quantile(0.9)[table.index])
        np.testing.assert_allclose(table["p_first_one_run"], probability_first(one_run)[table.index])
        assert rank_uncertainty(single_replicates(task_means(scores)), 0)["one_run_low"].isna().all()
        with pytest.raises(ValueError, match="level lies between 0 and 1"):
            rank_uncertainty(scores, 0, level=1)

    def test_at_least_one_sample_is_drawn(self, scores):
        assert len(resampled_average_ranks(scores, 0, samples=1)) == 1
        with pytest.raises(ValueError, match="at least 1 sample, got 0"):
            resampled_average_ranks(scores, 0, samples=0)

    def test_the_better_method_is_first(self):
        table = rank_uncertainty(simulated(30, 4, 3, methods=(0, 1.5, 3), **{"method x task": 0.5}), 0)
        assert table["method"].tolist() == ["m2", "m1", "m0"]
        assert ((table["low"] <= table["avg_rank"]) & (table["avg_rank"] <= table["high"])).all()
        assert table["p_first"].iloc[0] > 0.8
        assert table["p_first_one_run"].iloc[0] <= table["p_first"].iloc[0]


class TestVarianceComponents:
    def test_many_tasks_give_the_true_components(self):
        table = variance_components(simulated(4000, 3, 2, methods=(0, 2, 4))).set_index("source")
        for name, deviation in DEVIATIONS.items():
            assert table.loc[name, "deviation"] == pytest.approx(deviation, rel=0.05), name
        assert table.loc["method", "variance"] == pytest.approx(np.var([0, 2, 4], ddof=1), rel=0.1)

    def test_it_agrees_with_restricted_maximum_likelihood(self):
        """In a balanced design both are the same as long as no estimate is negative."""
        scores = simulated(12, 3, 2, rng=3)
        long = scores.rename_axis(columns="method").stack().rename("score").reset_index()
        model = MixedLM.from_formula(
            "score ~ 0 + C(method)",
            long,
            groups="task",
            re_formula="1",
            vc_formula={
                "method x task": "0 + C(method)",
                "split": "0 + C(split)",
                "seed": "0 + C(split):C(repeat)",
                "method x split": "0 + C(split):C(method)",
            },
        ).fit(reml=True)
        table = variance_components(scores).set_index("source")["variance"]
        found = dict(zip(model.model.exog_vc.names, model.vcomp, strict=True))
        for name, variance in found.items():
            assert table[name] == pytest.approx(variance, rel=0.02), name
        assert table["task"] == pytest.approx(model.cov_re.iloc[0, 0], rel=0.02)
        assert table["method x seed"] == pytest.approx(model.scale, rel=0.02)

    def test_a_single_replicate_leaves_what_can_be_told_apart(self):
        table = variance_components(single_replicates(published_accuracies().dropna()))
        assert table["source"].tolist() == ["task", "method", "method x task"]
        assert table["share"].sum() == pytest.approx(1)

    def test_unbalanced_tasks_are_refused_and_can_be_left_out(self, scores):
        ragged = scores.drop([(3, 2, 1)])
        with pytest.raises(ValueError, match="same number of splits and repeats"):
            variance_components(ragged)
        kept = balanced_replicates(ragged)
        assert sorted(kept.index.unique("task")) == [task for task in range(30) if task != 3]
        variance_components(kept)

    def test_the_largest_design_is_kept(self, scores):
        few = pd.concat([scores, simulated(2, 1, 3).rename(index=lambda i: i + 100, level="task")])
        assert len(balanced_replicates(few).index.unique("task")) == 30


class TestAnotherRun:
    def test_one_more_seed_is_not_told_apart(self):
        """Under the null hypothesis p-values are uniform: about one in ten is below 0.1."""
        p_values = []
        for rng in range(100):
            runs = simulated(20, 1, 4, rng=rng)
            other = runs.xs(3, level="repeat").droplevel("split")
            known = runs.drop(3, level="repeat")
            p_values.append(against_another_run(known, other, 0, samples=400).p_value)
        assert 0.02 <= np.mean(np.array(p_values) < 0.1) <= 0.22
        assert 0.35 <= np.mean(p_values) <= 0.65

    def test_differences_and_p_values_follow_their_definitions(self):
        """With two seeds the rest is the other one: all is known from the two runs' ranks."""
        runs = simulated(12, 1, 2, rng=5)
        other = task_means(simulated(12, 1, 1, rng=6))
        found = against_another_run(runs, other, 0, samples=4000)
        first, second = (ranks(runs.xs(r, level="repeat").droplevel("split")) for r in (0, 1))
        methods = found.methods.set_index("method")
        assert methods["avg_rank"].is_monotonic_increasing
        mean = (first.mean() + second.mean()) / 2
        difference = ranks(other).mean() - mean
        np.testing.assert_allclose(methods["difference"], difference[methods.index])
        # Each task's difference is the one or the other way round, all 4,096 ways equally likely.
        signs = np.array(list(itertools.product([-1, 1], repeat=12)))
        own = signs @ (first - second).to_numpy() / 12
        np.testing.assert_allclose(
            methods["seeds_deviation"], pd.Series(own.std(0), first.columns)[methods.index], rtol=0.05
        )
        as_far = (np.abs(own) >= np.abs(difference[first.columns].to_numpy()) - 1e-9).mean(0)
        np.testing.assert_allclose(methods["p_value"], pd.Series(as_far, first.columns)[methods.index], atol=0.03)
        assert (methods["p_value_holm"] >= methods["p_value"]).all()
        assert 0 < found.expected_distance < 1

    def test_a_run_of_other_methods_is_told_apart(self, scores):
        other = task_means(scores)[["m2", "m1", "m0"]].set_axis(["m0", "m1", "m2"], axis=1)
        found = against_another_run(scores, other, 0)
        assert found.p_value < 0.001
        assert found.distance > 3 * found.expected_distance
        assert found.tasks == 30

    def test_averages_are_those_of_single_replicates(self, scores):
        found = against_another_run(scores, task_means(scores), 0).methods.set_index("method")
        exact = ranks(scores).groupby("task").mean().mean()
        np.testing.assert_allclose(found["avg_rank"], exact[found.index])
        np.testing.assert_allclose(found["avg_rank_other"], ranks(task_means(scores)).mean()[found.index])

    def test_other_tasks_and_single_replicates_are_refused(self, scores):
        with pytest.raises(ValueError, match="same tasks and methods"):
            against_another_run(scores, task_means(scores).iloc[1:], 0)
        single = single_replicates(task_means(scores))
        with pytest.raises(ValueError, match="single replicate"):
            against_another_run(single, task_means(scores), 0)


class TestSplitHalves:
    def test_the_paper_s_ranks_agree_between_halves(self):
        assert split_half_correlation(published_accuracies().dropna(), 0) == pytest.approx(0.74, abs=0.02)

    def test_methods_that_are_alike_do_not_agree(self):
        generator = np.random.default_rng(0)
        found = [split_half_correlation(pd.DataFrame(generator.random((50, 6))), 0, samples=50) for _ in range(40)]
        assert abs(np.mean(found)) < 0.15

    def test_a_fixed_order_agrees_entirely(self):
        assert split_half_correlation(pd.DataFrame([[1, 2, 3]] * 8), 0, samples=10) == pytest.approx(1)
