"""Laws that every statistic over a matrix keeps, whatever the scores."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snnbench.stats.bayesian import bayesian_comparisons
from snnbench.stats.comparison import compare_with_best
from snnbench.stats.friedman import friedman_test
from snnbench.stats.matrix import IncompleteMatrix, comparable, refuse_holes
from snnbench.stats.nemenyi import nemenyi_p_values
from snnbench.stats.places import places
from snnbench.stats.rank_intervals import average_rank_t_intervals
from snnbench.stats.ranks import average_rank_differences, order_by_rank, ranks
from snnbench.stats.wilcoxon import rank_biserial, wilcoxon_p
from snnbench.stats.wins import win_tie_loss

STATISTICS = {
    "ranks": lambda scores: ranks(scores).sort_index().sort_index(axis=1),
    "average_rank_differences": lambda scores: average_rank_differences(scores).sort_index(),
    "order_by_rank": order_by_rank,
    "compare_with_best": compare_with_best,
    "friedman_test": lambda scores: pd.Series(friedman_test(scores)),
    "nemenyi_p_values": lambda scores: nemenyi_p_values(scores).sort_index().sort_index(axis=1),
    "average_rank_t_intervals": lambda scores: average_rank_t_intervals(scores).sort_index(),
    "places": lambda scores: pd.DataFrame(
        {name: [place.low, place.high] for name, place in sorted(places(scores).items())}
    ),
    "win_tie_loss": lambda scores: win_tie_loss(scores).sort_values(["first", "second"], ignore_index=True),
    "bayesian_comparisons": lambda scores: bayesian_comparisons(scores, seed=0, samples=20),
}


each_statistic = pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS.keys())


@st.composite
def matrices(draw):
    """Scores of few distinct values, so that ties are common, some of them hidden by rounding errors."""
    shape = draw(st.tuples(st.integers(2, 15), st.integers(3, 5)))
    scores = draw(arrays(float, shape, elements=st.integers(0, 4).map(lambda tenths: tenths / 10)))
    return pd.DataFrame(
        scores, index=[f"task{i}" for i in range(shape[0])], columns=[f"method{i}" for i in range(shape[1])]
    )


@each_statistic
@settings(max_examples=10, deadline=None)
@given(scores=matrices(), data=st.data())
def test_order_of_tasks_and_methods_does_not_matter(statistic, scores, data):
    rows = data.draw(st.permutations(list(scores.index)))
    columns = data.draw(st.permutations(list(scores.columns)))
    expected, shuffled = statistic(scores), statistic(scores.loc[rows, columns])
    if isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(expected, shuffled)
    else:
        pd.testing.assert_frame_equal(expected, shuffled)


@settings(max_examples=8, deadline=None)
@given(scores=matrices(), factor=st.sampled_from([0.5, 3.0]))
def test_the_unit_of_the_scores_does_not_matter(scores, factor):
    pd.testing.assert_frame_equal(compare_with_best(scores), compare_with_best(scores * factor + 0.1))
    assert friedman_test(scores) == pytest.approx(friedman_test(scores * factor + 0.1))


@each_statistic
def test_a_missing_cell_is_refused_by_name(statistic):
    scores = pd.DataFrame(np.arange(12.0).reshape(4, 3), index=list("wxyz"), columns=list("abc"))
    scores.loc["y", "b"] = np.nan
    with pytest.raises(IncompleteMatrix, match=r"1 result is missing: \(y, b\)"):
        statistic(scores)


@each_statistic
@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (pd.DataFrame({"a": [1.0, 2], "b": [1.0, 2], "c": [0.0, np.inf]}), "score of c on 1 is infinite"),
        (pd.DataFrame(np.ones((2, 3)), index=["x", "x"], columns=list("abc")), "task x stands .* more than once"),
        (pd.DataFrame(np.ones((2, 3)), columns=list("aba")), "method a stands .* more than once"),
        (pd.DataFrame(columns=list("abc"), dtype=float), "needs at least 1 task"),
    ],
)
def test_what_is_no_matrix_of_scores_is_refused(statistic, scores, message):
    with pytest.raises(ValueError, match=message):
        statistic(scores)


@settings(max_examples=25, deadline=None)
@given(matrices())
def test_ranks_of_a_task_add_up_and_wins_ties_and_losses_too(scores):
    tasks, methods = scores.shape
    np.testing.assert_allclose(ranks(scores).sum(axis=1), methods * (methods + 1) / 2)
    counts = win_tie_loss(scores)
    assert (counts[["wins", "ties", "losses"]].sum(axis=1) == tasks).all()
    # A rank is 1 + losses + half of the ties.
    averages = 1 + counts.groupby("first")[["losses", "ties"]].sum() @ [1.0, 0.5] / tasks
    pd.testing.assert_series_equal(averages, ranks(scores).mean(), check_names=False)


@settings(max_examples=12, deadline=None)
@given(matrices())
def test_corrected_p_values_are_not_smaller_and_the_effect_has_the_sign_of_the_test(scores):
    table = compare_with_best(scores).iloc[1:]
    assert (table["p_value_holm"] >= table["p_value"]).all()
    assert (table["p_value_two_sided_holm"] >= table["p_value_two_sided"]).all()
    assert table["p_value_two_sided_holm"].le(1).all()
    assert ((table["p_value"] < 0.5) <= (table["effect_size"] > 0)).all()
    assert table["avg_rank"].is_monotonic_increasing


def test_a_method_that_always_wins():
    generator = np.random.default_rng(0)
    scores = pd.DataFrame(generator.random((20, 4)), columns=list("abcd")).assign(best=2.0)
    table = compare_with_best(scores)
    assert table.loc[0, ["method", "avg_rank", "avg_rank_difference"]].tolist() == ["best", 1.0, -2.0]
    assert table["p_value"].iloc[1:].tolist() == pytest.approx([2.0**-20] * 4)
    assert table["p_value_two_sided"].iloc[1:].tolist() == pytest.approx([2.0**-19] * 4)
    assert table["p_value_holm"].iloc[1:].tolist() == pytest.approx([4 * 2.0**-20] * 4)
    assert table["effect_size"].iloc[1:].tolist() == [1.0] * 4
    assert average_rank_t_intervals(scores).loc["best"].tolist() == [1.0, 1.0]
    assert (win_tie_loss(scores).query("first == 'best'")["wins"] == 20).all()
    assert (bayesian_comparisons(scores, seed=1, samples=100)["p_first_better"] == 1.0).all()
    assert friedman_test(scores)[1] < 1e-4


def test_methods_that_are_all_equal():
    scores = pd.DataFrame(np.repeat([[0.1], [0.7], [0.7]], 4, axis=1), columns=list("abcd"))
    table = compare_with_best(scores)
    assert table["avg_rank_difference"].tolist() == [0.0] * 4
    assert table.loc[0, ["p_value", "p_value_two_sided_holm", "effect_size"]].isna().all()
    for column in ("p_value", "p_value_two_sided", "p_value_holm", "p_value_two_sided_holm"):
        assert table[column].iloc[1:].tolist() == [1.0] * 3
    assert table["effect_size"].iloc[1:].tolist() == [0.0] * 3
    assert friedman_test(scores) == (0.0, 1.0)
    assert (nemenyi_p_values(scores) == 1).all(axis=None)
    assert (average_rank_t_intervals(scores) == 2.5).all(axis=None)
    assert (win_tie_loss(scores)["ties"] == 3).all()
    assert (bayesian_comparisons(scores, seed=0, samples=100)["p_equivalent"] == 1).all()


def test_a_method_on_its_own_is_ranked_but_not_tested():
    table = compare_with_best(pd.DataFrame({"only": [0.5, 0.6]}))
    assert table.loc[0, ["method", "avg_rank"]].tolist() == ["only", 1.0]
    assert table["p_value"].isna().all()
    with pytest.raises(ValueError, match="1 task and 3 methods"):
        friedman_test(pd.DataFrame({"a": [0.5, 0.6], "b": [0.5, 0.7]}))


def test_rounding_errors_do_not_break_ties():
    # 0.1 + 0.2 > 0.3 and 0.8 - 0.7 > 0.3 - 0.2 only in floating point.
    scores = pd.DataFrame({"a": [0.1 + 0.2, 0.8, 0.3], "b": [0.3, 0.7, 0.4], "c": [0.0, 0.0, 0.0]})
    assert ranks(scores).loc[0].tolist() == [1.5, 1.5, 3.0]
    assert win_tie_loss(scores).loc[0].tolist() == ["a", "b", 1, 1, 1]
    assert rank_biserial(scores["a"].to_numpy(), scores["b"].to_numpy()) == 0.0
    assert wilcoxon_p(scores["a"].to_numpy(), scores["b"].to_numpy(), "two-sided") == 1.0


def test_holes_are_refused_by_name_or_dropped_by_name():
    scores = pd.DataFrame({"A": [1.0, np.nan, 0.5], "B": [1.0, 0.2, np.nan]}, index=["iris", "car", "zoo"])
    with pytest.raises(IncompleteMatrix, match=r"2 results are missing: \(car, A\), \(zoo, B\)"):
        refuse_holes(scores)
    found = comparable(scores.assign(C=np.nan))
    assert list(found.scores.index) == ["iris"]
    assert list(found.scores.columns) == ["A", "B"]
    assert found.without_method == ["car", "zoo"]
    assert found.without_result == ["C"]
    assert comparable(scores * np.nan).scores.shape == (0, 0)
    with pytest.raises(ValueError, match="both scores"):
        wilcoxon_p(scores["A"].to_numpy(), scores["B"].to_numpy())
