"""Whether another run is one more seed."""

import itertools

import numpy as np
import pandas as pd
import pytest

from snnbench.stats.luck import against_another_run
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import single_replicates, task_means


class TestAnotherRun:
    def test_one_more_seed_is_not_told_apart(self, simulated):
        """Under the null hypothesis p-values are uniform: about one in ten is below 0.1."""
        p_values = []
        for rng in range(60):
            runs = simulated(10, 1, 4, rng=rng)
            other = runs.xs(3, level="repeat").droplevel("split")
            known = runs.drop(3, level="repeat")
            p_values.append(against_another_run(known, other, 0, samples=400).p_value)
        # Within four standard deviations of 60 uniform numbers.
        assert np.mean(np.array(p_values) < 0.1) <= 0.1 + 4 * (0.09 / 60) ** 0.5
        assert abs(np.mean(p_values) - 0.5) <= 4 / (12 * 60) ** 0.5

    def test_differences_and_p_values_follow_their_definitions(self, simulated):
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
