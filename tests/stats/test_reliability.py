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
