"""Whether halves of the tasks rank alike."""

import numpy as np
import pandas as pd
import pytest

from snnbench.paper.tables import published_accuracies
from snnbench.stats.reliability import split_half_correlation


class TestSplitHalves:
    def test_the_paper_s_ranks_agree_between_halves(self):
        assert split_half_correlation(published_accuracies().dropna(), 0) == pytest.approx(0.74, abs=0.02)

    def test_methods_that_are_alike_do_not_agree(self):
        generator = np.random.default_rng(0)
        found = [split_half_correlation(pd.DataFrame(generator.random((50, 6))), 0, samples=50) for _ in range(40)]
        assert abs(np.mean(found)) < 0.15

    def test_a_fixed_order_agrees_entirely(self):
        assert split_half_correlation(pd.DataFrame([[1, 2, 3]] * 8), 0, samples=10) == pytest.approx(1)

    def test_halves_without_any_order_are_left_out(self):
        """Where the tasks of a half cancel out there is no correlation; the others still count."""
        cancelling = pd.DataFrame([[1, 2, 3], [3, 2, 1], [1, 2, 3], [3, 2, 1]])
        assert split_half_correlation(cancelling, 0, samples=50) == pytest.approx(-1)
        assert split_half_correlation(pd.DataFrame([[1, 1, 1]] * 4), 0, samples=5) == 0

    def test_too_few_tasks_or_methods_are_refused(self):
        for shape in ((3, 3), (4, 2)):
            with pytest.raises(ValueError, match="at least 4 tasks and 3 methods"):
                split_half_correlation(pd.DataFrame(np.arange(shape[0] * shape[1]).reshape(shape)), 0)
        split_half_correlation(pd.DataFrame(np.arange(12).reshape(4, 3)), 0, samples=5)
