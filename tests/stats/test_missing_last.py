"""Comparisons as in the paper, where a method without a result on a task ranks last there."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from snnbench.paper.tables import published_accuracies
from snnbench.stats.comparison import compare_with_best
from snnbench.stats.missing_last import average_ranks, compare
from snnbench.stats.wilcoxon import rank_biserial


@pytest.fixture
def holes():
    """Four methods on 30 tasks, c without a result on the first five of them and a on the last."""
    scores = pd.DataFrame(np.random.default_rng(0).random((30, 4)), columns=list("abcd"))
    scores["a"] += 0.4
    scores.loc[:4, "c"] = np.nan
    scores.loc[29, "a"] = np.nan
    return scores


def test_without_holes_it_is_the_comparison_with_the_best():
    scores = published_accuracies().dropna()
    ours, dense = compare(scores), compare_with_best(scores).set_index("method")
    pd.testing.assert_frame_equal(ours[dense.columns], dense)
    assert (ours["tasks"] == len(scores)).all()


def test_a_missing_result_ranks_last_even_next_to_a_score_of_0():
    scores = pd.DataFrame({"a": [0.5, 0.9], "b": [0.0, 0.1], "c": [np.nan, 0.2]})
    assert average_ranks(scores).to_dict() == {"a": 1.0, "b": 2.5, "c": 2.5}


def test_tests_leave_out_the_tasks_that_one_of_the_two_lacks(holes):
    table = compare(holes)
    assert table.index[0] == "a"
    assert table["tasks"].to_dict() == {"a": 29, "b": 29, "c": 24, "d": 29}
    assert table["avg_rank"].is_monotonic_increasing
    pd.testing.assert_series_equal(table["avg_rank_difference"], table["avg_rank"] - 2.5, check_names=False)
    both = holes[["a", "c"]].dropna()
    for column, alternative in (("p_value", "greater"), ("p_value_two_sided", "two-sided")):
        expected = stats.wilcoxon(both["a"] - both["c"], alternative=alternative, method="exact").pvalue
        assert table.loc["c", column] == pytest.approx(expected)
        others = table[column].drop("a").sort_values()
        by_hand = (others * [3, 2, 1]).cummax().clip(upper=1)
        np.testing.assert_allclose(table[f"{column}_holm"][by_hand.index], by_hand)
    assert table.loc["c", "effect_size"] == rank_biserial(both["a"], both["c"])
    assert table.loc["a", ["p_value", "p_value_two_sided", "p_value_holm", "effect_size"]].isna().all()
