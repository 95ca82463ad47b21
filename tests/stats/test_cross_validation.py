"""The corrected resampled t-test against the plain one and its own definition."""

import numpy as np
import pytest
from scipy import stats

from snnbench.stats.cross_validation import fold_difference


def test_without_shared_rows_it_is_the_paired_t_test():
    differences = np.random.default_rng(0).normal(0.3, 1, 10)
    found, plain = fold_difference(differences, 0), stats.ttest_1samp(differences, 0)
    assert found.p_value == pytest.approx(plain.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(plain.confidence_interval()))


def test_shared_rows_widen_it():
    differences = np.random.default_rng(0).normal(0.3, 1, 10)
    plain, found = fold_difference(differences, 0), fold_difference(differences, 1 / 9)
    assert found.standard_error == pytest.approx(plain.standard_error * np.sqrt((1 / 10 + 1 / 9) / (1 / 10)))
    assert found.p_value > plain.p_value


def test_equal_methods_have_a_p_value():
    assert fold_difference(np.zeros(10), 1 / 9).p_value == 1
