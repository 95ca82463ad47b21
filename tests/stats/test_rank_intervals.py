"""Intervals of average ranks in closed form, against scipy and the bootstrap."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.paper.tables import published_accuracies
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import ranks


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_they_are_students_intervals_of_the_ranks(level):
    scores = published_accuracies().dropna()
    of_task, found = ranks(scores), average_rank_t_intervals(scores, level)
    low, high = stats.ttest_1samp(of_task, 0).confidence_interval(level)
    np.testing.assert_allclose(found["low"], low)
    np.testing.assert_allclose(found["high"], high)


def test_they_agree_with_the_bootstrap():
    scores = published_accuracies().dropna()
    generator = np.random.default_rng(0)
    ends = stats.bootstrap(
        (ranks(scores).to_numpy(),), np.mean, axis=0, method="percentile", n_resamples=2000, rng=generator
    ).confidence_interval
    np.testing.assert_allclose(average_rank_t_intervals(scores).to_numpy().T, ends, atol=0.06)


def test_they_stay_within_the_possible_ranks():
    scores = pd.DataFrame({"a": [3.0, 3, 3, 1], "b": [2.0, 2, 2, 2], "c": [1.0, 1, 1, 3]})
    found = average_rank_t_intervals(scores)
    assert found.loc["a", "low"] == 1
    assert found.loc["c", "high"] == 3
    assert (found.loc["b"] == 2).all()


def test_two_tasks_have_an_interval_and_a_single_one_has_none():
    two = pd.DataFrame({"a": [3.0, 1], "b": [2.0, 2], "c": [1.0, 3]})
    assert average_rank_t_intervals(two).notna().all(axis=None)
    assert average_rank_t_intervals(two.iloc[:1]).isna().all(axis=None)


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.1])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(ValueError, match=f"between 0 and 1, got {level}"):
        average_rank_t_intervals(published_accuracies().dropna(), level)
