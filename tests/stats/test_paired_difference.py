"""Paired differences against a paired t-test over the tasks' means."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.stats.paired_difference import paired_difference


def scores(values, folds=1):
    index = pd.MultiIndex.from_product(
        [[f"task-{i}" for i in range(len(values) // folds)], range(folds)], names=["task", "split"]
    )
    return pd.Series(values, index=index)


def test_the_statistic_is_that_of_a_paired_t_test():
    first, second = np.random.default_rng(0).random((2, 12))
    found = paired_difference(scores(first), scores(second))
    assert found.points / found.standard_error == pytest.approx(stats.ttest_rel(second, first).statistic)
    assert (found.tasks, found.before, found.after) == (12, pytest.approx(first.mean()), pytest.approx(second.mean()))
    assert found.points == pytest.approx(100 * (found.after - found.before))


def test_folds_that_repeat_each_other_make_nothing_more_certain():
    first, second = np.random.default_rng(1).random((2, 6))
    once = paired_difference(scores(first), scores(second))
    assert paired_difference(scores(first.repeat(4), 4), scores(second.repeat(4), 4)) == pytest.approx(once)


def test_a_task_of_many_folds_counts_once():
    before = pd.concat([scores([0.5] * 4, 4), scores([0.5]).rename({"task-0": "other"})])
    after = pd.concat([scores([0.6] * 4, 4), scores([0.5]).rename({"task-0": "other"})])
    assert paired_difference(before, after).points == pytest.approx(5)


def test_only_cells_that_both_have_count():
    before, after = scores([0.5, 0.5, np.nan]), scores([0.6, np.nan, 0.9])
    assert paired_difference(before, after)[:4] == (1, 0.5, 0.6, pytest.approx(10))
    nothing = paired_difference(before[2:], after)
    assert nothing.tasks == 0
    assert np.isnan(nothing[1:]).all()
