"""Arguments at the ends of their ranges, and outside of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.paper.tables import published_accuracies
from snnbench.stats.bayesian import bayesian_comparisons
from snnbench.stats.friedman import friedman_test
from snnbench.stats.intervals import difference_interval
from snnbench.stats.luck import against_another_run
from snnbench.stats.nemenyi import critical_distance
from snnbench.stats.ranks import ranks
from snnbench.stats.replicates import single_replicates, task_means
from snnbench.stats.two_level import rank_uncertainty
from snnbench.stats.variance import balanced_replicates, variance_components
from snnbench.stats.wilcoxon import rank_biserial, wilcoxon_p

SCORES = published_accuracies().dropna()


def test_scores_tie_to_twelve_decimals():
    """Rounding errors are far below the least difference of two accuracies, 1e-10 over 100,000 rows."""
    tied, apart = pd.DataFrame({"a": [0.5], "b": [0.5 + 4e-13]}), pd.DataFrame({"a": [0.5], "b": [0.5 + 4e-12]})
    assert ranks(tied).to_numpy().tolist() == [[1.5, 1.5]]
    assert ranks(apart).to_numpy().tolist() == [[2.0, 1.0]]
    assert wilcoxon_p(tied["b"], tied["a"]) == 1.0
    assert wilcoxon_p(apart["b"], apart["a"]) == 0.5


@pytest.mark.parametrize("level", [0, 1, -0.5, 1.5])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ValueError, match=f"a level between 0 and 1, got 3, 10 and {level}"):
        critical_distance(3, 10, level)
    with pytest.raises(ValueError, match=f"the level lies between 0 and 1, got {level}"):
        difference_interval(0.9, 0.8, 100, level)
    with pytest.raises(ValueError, match=f"the level lies between 0 and 1, got {level}"):
        rank_uncertainty(single_replicates(SCORES), 0, level=level)


def test_a_critical_distance_needs_two_methods_and_a_task():
    for methods, tasks in ((1, 10), (2, 0)):
        with pytest.raises(ValueError, match="at least 2 methods, 1 task"):
            critical_distance(methods, tasks)
    # Of two methods the studentised range is the normal distribution's: q = 1.96 (Demsar 2006, Table 5).
    assert critical_distance(2, 1) == pytest.approx(stats.norm.ppf(0.975))


@pytest.mark.parametrize("rows", [0, -3])
def test_an_accuracy_needs_test_rows(rows):
    with pytest.raises(ValueError, match=f"test_rows must be above 0, got {rows}"):
        difference_interval([0.9, 0.5], [0.8, 0.5], [100, rows])
    for accuracy in (0.0, 1.0):
        assert np.isfinite(difference_interval(accuracy, accuracy, 1)).all()
    for wrong in (-0.01, 1.01):
        with pytest.raises(ValueError, match=rf"`ours` holds {wrong}"):
            difference_interval(wrong, 0.5, 100)


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
@pytest.mark.parametrize(("method", "of_scipy"), [("exact", "exact"), ("normal", "asymptotic")])
@pytest.mark.parametrize("tasks", [14, 60])
def test_the_method_of_a_test_can_be_asked_for_whatever_the_number_of_tasks(tasks, method, of_scipy, alternative):
    differences = np.random.default_rng(tasks).normal(0.2, 1, tasks)
    expected = stats.wilcoxon(differences, alternative=alternative, method=of_scipy).pvalue
    assert wilcoxon_p(differences, np.zeros(tasks), alternative, method) == pytest.approx(expected)


def test_a_balanced_test_has_a_p_value_of_1_and_no_effect():
    balanced = [1.0, -2.0, -3.0, 4.0]
    assert wilcoxon_p(balanced, np.zeros(4), "two-sided") == 1.0
    assert rank_biserial(balanced, np.zeros(4)) == 0.0
    assert wilcoxon_p([1.0, 0.0], [0.0, 0.0]) == 0.5


def test_a_paired_test_needs_both_scores():
    for function in (wilcoxon_p, rank_biserial):
        with pytest.raises(ValueError, match="both scores on every task"):
            function([0.5, np.nan], [0.4, 0.3])


def test_p_values_of_another_run_count_the_run_itself(scores):
    other = task_means(scores)[["m2", "m1", "m0"]].set_axis(["m0", "m1", "m2"], axis=1)
    for samples in (1, 99):
        found = against_another_run(scores, other, 0, samples=samples)
        assert found.p_value == 1 / (samples + 1)
        assert found.methods["p_value"].between(1 / (samples + 1), 1).all()


def test_no_variance_is_below_0_and_shares_of_none_are_0(simulated):
    tables = [variance_components(simulated(6, 2, 2, split=0, seed=0, rng=rng)) for rng in range(10)]
    assert all((table["variance"] >= 0).all() for table in tables)
    assert any((table["variance"] == 0).any() for table in tables)
    for table in tables:
        assert table["share"].sum() == pytest.approx(1)
        np.testing.assert_allclose(table["deviation"] ** 2, table["variance"])
    same = simulated(4, 2, 2)
    same.loc[:, :] = 0.5
    assert (variance_components(same)["share"] == 0).all()


def test_variance_needs_two_tasks_with_every_repeat_on_every_split(simulated):
    scores = simulated(2, 2, 2)
    variance_components(scores)
    with pytest.raises(ValueError, match=r"at least two tasks .* got 1 tasks"):
        variance_components(scores.loc[[0]])
    holes = scores.drop([(0, 0, 0), (1, 0, 0)])
    with pytest.raises(ValueError, match="3 of 4 are there"):
        variance_components(holes)
    assert balanced_replicates(pd.concat([holes.loc[[0]], scores.loc[[1]]])).index.unique("task").tolist() == [1]


def test_too_small_a_matrix_is_refused_with_its_size():
    with pytest.raises(ValueError, match="at least 1 task and 3 methods, the matrix has 4 and 2"):
        friedman_test(pd.DataFrame(np.arange(8.0).reshape(4, 2)))


@pytest.mark.parametrize("region", [0, -0.01])
def test_a_region_of_equivalence_has_a_width(region):
    with pytest.raises(ValueError, match=f"must be above 0, got {region}"):
        bayesian_comparisons(SCORES, 0, region=region)
