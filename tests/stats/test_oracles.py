"""Numbers that others computed: autorank, R's documentation, textbook examples, scipy by another way."""

import sys

import numpy as np
import pandas as pd
import pytest
from autorank import autorank
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from snnbench.paper.tables import published_accuracies
from snnbench.stats.bayesian import MissingBaycomp, bayesian_comparisons
from snnbench.stats.comparison import compare_with_best
from snnbench.stats.friedman import friedman_test
from snnbench.stats.intervals import difference_interval, mean_accuracy_interval
from snnbench.stats.nemenyi import critical_distance, nemenyi_p_values
from snnbench.stats.ranks import ranks
from snnbench.stats.wilcoxon import rank_biserial, wilcoxon_p

PUBLISHED = published_accuracies().dropna()

# Hollander and Wolfe 1973, Table 3.1, the example of R's wilcox.test: V = 40, p-value = 0.01953.
DEPRESSION_FIRST = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
DEPRESSION_SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]

# Hollander and Wolfe 1973, Table 7.1, the example of R's friedman.test: chi-squared = 11.143, p-value = 0.003805.
ROUNDING_TIMES = """5.40 5.50 5.55  5.85 5.70 5.75  5.20 5.60 5.50  5.55 5.50 5.40  5.90 5.85 5.70  5.45 5.55 5.60
5.40 5.40 5.35  5.45 5.50 5.35  5.25 5.15 5.00  5.85 5.80 5.70  5.25 5.20 5.10  5.65 5.55 5.45
5.60 5.35 5.45  5.05 5.00 4.95  5.50 5.50 5.40  5.45 5.55 5.50  5.55 5.55 5.35  5.45 5.50 5.55
5.50 5.45 5.25  5.65 5.60 5.40  5.70 5.65 5.55  6.30 6.30 6.25"""


@pytest.fixture(scope="module")
def of_autorank():
    return autorank(PUBLISHED, alpha=0.05, force_mode="nonparametric")


def test_average_ranks_friedman_and_critical_distance_agree_with_autorank(of_autorank):
    table = compare_with_best(PUBLISHED).set_index("method")
    expected = of_autorank.rankdf["meanrank"]
    np.testing.assert_allclose(table["avg_rank"][expected.index], expected)
    assert friedman_test(PUBLISHED)[1] == pytest.approx(of_autorank.pvalue)
    assert critical_distance(*PUBLISHED.shape[::-1]) == pytest.approx(of_autorank.cd, rel=1e-3)
    assert critical_distance(9, 121) == pytest.approx(1.092, abs=5e-4)


@pytest.mark.parametrize(("methods", "quantile"), [(2, 1.960), (5, 2.728), (7, 2.949), (10, 3.164)])
def test_critical_distance_with_the_quantiles_of_demsar_2006_table_5(methods, quantile):
    expected = quantile * np.sqrt(methods * (methods + 1) / (6 * 30))
    assert critical_distance(methods, 30) == pytest.approx(expected, rel=5e-4)


def test_nemenyi_finds_the_pairs_that_the_critical_distance_tells_apart():
    averages = ranks(PUBLISHED).mean()
    apart = (averages.to_numpy()[:, None] - averages.to_numpy()).__abs__() > critical_distance(*PUBLISHED.shape[::-1])
    p_values = nemenyi_p_values(PUBLISHED)
    assert list(p_values.index) == list(p_values.columns) == list(PUBLISHED.columns)
    np.testing.assert_array_equal(p_values.to_numpy() < 0.05, apart)


def test_friedman_of_rs_documentation():
    scores = pd.DataFrame(np.array(ROUNDING_TIMES.split(), float).reshape(22, 3))
    assert friedman_test(scores) == (pytest.approx(11.143, abs=5e-4), pytest.approx(0.003805, abs=5e-7))


def test_wilcoxon_and_its_effect_size_of_rs_documentation():
    assert wilcoxon_p(DEPRESSION_FIRST, DEPRESSION_SECOND) == pytest.approx(0.01953, abs=5e-6)
    # V = 40 of 45: (40 - 5) / 45.
    assert rank_biserial(DEPRESSION_FIRST, DEPRESSION_SECOND) == pytest.approx(35 / 45)


differences = st.lists(st.integers(-4, 4).filter(bool), min_size=2, max_size=9)


@settings(max_examples=30, deadline=None)
@given(differences, st.sampled_from(["greater", "two-sided"]))
def test_exact_wilcoxon_with_ties_agrees_with_scipys_permutations(differences, alternative):
    # scipy goes through all signs for up to 13 tasks with ties.
    expected = stats.wilcoxon(differences, alternative=alternative).pvalue
    p_value = wilcoxon_p([*differences, 0, 0], np.zeros(len(differences) + 2), alternative)
    assert p_value == pytest.approx(expected)


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
@pytest.mark.parametrize(("tasks", "method"), [(14, "exact"), (50, "exact"), (51, "asymptotic"), (120, "asymptotic")])
def test_wilcoxon_without_ties_agrees_with_scipys(tasks, method, alternative):
    differences = np.random.default_rng(tasks).normal(0.3, 1, tasks)
    expected = stats.wilcoxon(differences, alternative=alternative, method=method).pvalue
    assert wilcoxon_p(differences, np.zeros(tasks), alternative) == pytest.approx(expected)


def test_exact_wilcoxon_of_many_tasks_with_ties_agrees_with_sampled_signs():
    differences = np.random.default_rng(0).integers(-8, 13, 50).astype(float)
    differences = differences[differences != 0]
    sampled = stats.PermutationMethod(n_resamples=5000, rng=np.random.default_rng(1))
    expected = stats.wilcoxon(differences, alternative="greater", method=sampled).pvalue
    assert wilcoxon_p(differences, np.zeros(len(differences))) == pytest.approx(expected, abs=0.015)


def test_holm_of_one_sided_and_two_sided_p_values():
    table = compare_with_best(PUBLISHED).set_index("method").drop("SNN")
    p_values = table["p_value"].sort_values()
    by_hand = (p_values * np.arange(len(p_values), 0, -1)).cummax().clip(upper=1)
    np.testing.assert_allclose(table["p_value_holm"][by_hand.index], by_hand)
    np.testing.assert_allclose(
        table["p_value_two_sided_holm"], multipletests(table["p_value_two_sided"], method="holm")[1]
    )


# Newcombe 1998, Table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "rows", "low", "high"),
    [
        (9 / 10, 3 / 10, 10, 0.1705, 0.8090),
        (6 / 7, 2 / 7, 7, 0.0582, 0.8062),
        (0.0, 0.0, 10, -0.2775, 0.2775),
        (1.0, 0.0, 10, 0.6075, 1.0),
    ],
)
def test_difference_interval_of_newcombe(first, second, rows, low, high):
    assert difference_interval(first, second, rows) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_difference_interval_takes_arrays_passes_missing_values_and_refuses_nonsense():
    low, high = difference_interval([0.9, np.nan], [0.8, 0.5], [100, 10])
    assert low[0] < 0.1 < high[0]
    assert np.isnan([low[1], high[1]]).all()
    with pytest.raises(ValueError, match=r"`paper` holds 80\.0"):
        difference_interval(0.9, 80.0, 100)
    with pytest.raises(ValueError, match="above 0, got 0"):
        difference_interval(0.9, 0.8, 0)


def test_bayesian_signed_ranks_turn_round_with_the_reference():
    scores = PUBLISHED[["SNN", "MSRAinit"]]
    forwards = bayesian_comparisons(scores, seed=0, samples=2000).iloc[0]
    backwards = bayesian_comparisons(scores, seed=0, samples=2000, reference="MSRAinit").iloc[0]
    assert forwards[["first", "second"]].tolist() == ["SNN", "MSRAinit"]
    assert forwards.iloc[2:].sum() == pytest.approx(1)
    assert forwards["p_first_better"] == pytest.approx(backwards["p_second_better"], abs=0.04)
    with pytest.raises(ValueError, match="reference 'SVM' is no method"):
        bayesian_comparisons(scores, seed=0, reference="SVM")
    with pytest.raises(ValueError, match="must be above 0, got 0"):
        bayesian_comparisons(scores, seed=0, region=0)


def test_without_baycomp_the_error_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "baycomp", None)
    with pytest.raises(MissingBaycomp, match=r"pip install 'snnbench\[bayes\]'"):
        bayesian_comparisons(PUBLISHED, seed=0)


def test_the_interval_of_a_mean_accuracy_covers_what_it_should():
    generator = np.random.default_rng(0)
    truth, rows = np.array([0.95, 0.7, 0.85]), np.array([40, 100, 250])
    accuracies = generator.binomial(rows[:, None], truth[:, None], size=(3, 4000)) / rows[:, None]
    low, high = mean_accuracy_interval(accuracies, rows)
    assert 0.94 < ((low <= truth.mean()) & (truth.mean() <= high)).mean() < 0.97
    np.testing.assert_allclose(mean_accuracy_interval([0.9], [50]), proportion_confint(45, 50, method="wilson"))
