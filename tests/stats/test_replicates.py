"""Scores on several folds and with several seeds."""

import numpy as np
import pytest

from snnbench.stats.matrix import IncompleteMatrix
from snnbench.stats.replicates import checked_replicates, task_means


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
