"""The statistics on the paper's own inputs give the paper's own numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from snnbench.methods import NETS
from snnbench.published.tables import published_accuracies, published_table
from snnbench.stats.matrix import IncompleteMatrix, dense_matrix
from snnbench.stats.ranks import average_rank_differences, ranks
from snnbench.stats.wilcoxon import wilcoxon_p

PRINTED = published_table("table_1_uci_ranks").query("panel == 'fnn'").set_index("method")


@pytest.mark.parametrize("method", NETS)
def test_average_rank_differences_of_table_1(method):
    differences = average_rank_differences(published_accuracies().fillna(-1))
    assert differences[method] == pytest.approx(PRINTED.loc[method, "avg_rank_difference"], abs=0.04)


@pytest.mark.parametrize("method", [method for method in NETS if method != "SNN"])
def test_p_values_of_table_1(method):
    both = published_accuracies()[["SNN", method]].dropna()
    p_value = wilcoxon_p(both["SNN"].to_numpy(), both[method].to_numpy())
    assert p_value == pytest.approx(PRINTED.loc[method, "p_value"], rel=0.1)


def test_two_sided_the_paper_does_not_beat_msrainit():
    both = published_accuracies()[["SNN", "MSRAinit"]].dropna()
    assert wilcoxon_p(both["SNN"].to_numpy(), both["MSRAinit"].to_numpy(), "two-sided") == pytest.approx(
        0.055, abs=5e-4
    )


matrices = arrays(float, st.tuples(st.integers(2, 12), st.integers(2, 5)), elements=st.integers(0, 4).map(float))


@settings(max_examples=50)
@given(matrices, st.randoms())
def test_ranks_do_not_depend_on_the_order_of_tasks_or_methods(values, random):
    scores = pd.DataFrame(values)
    rows, columns = list(scores.index), list(scores.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = average_rank_differences(scores.loc[rows, columns])
    pd.testing.assert_series_equal(average_rank_differences(scores), shuffled[scores.columns])
    np.testing.assert_allclose(ranks(scores).sum(axis=1), scores.shape[1] * (scores.shape[1] + 1) / 2)


def test_a_method_that_always_wins_and_methods_that_are_all_equal():
    scores = pd.DataFrame({"best": [0.9] * 8, "a": [0.5] * 8, "b": [0.5] * 8})
    assert average_rank_differences(scores).tolist() == [-1.0, 0.5, 0.5]
    assert wilcoxon_p(scores["best"].to_numpy(), scores["a"].to_numpy()) < 0.01
    assert wilcoxon_p(scores["a"].to_numpy(), scores["b"].to_numpy()) == 1.0


def test_holes_are_refused_by_name_or_dropped_by_name():
    scores = pd.DataFrame({"A": [1.0, np.nan, 0.5], "B": [1.0, 0.2, np.nan]}, index=["iris", "car", "zoo"])
    with pytest.raises(IncompleteMatrix, match=r"2 results are missing: \(car, A\), \(zoo, B\)"):
        dense_matrix(scores)
    dense, left_out = dense_matrix(scores, drop_incomplete=True)
    assert list(dense.index) == ["iris"]
    assert left_out == ["car", "zoo"]
    with pytest.raises(ValueError, match="result of every method"):
        ranks(scores)
    with pytest.raises(ValueError, match="both scores"):
        wilcoxon_p(scores["A"].to_numpy(), scores["B"].to_numpy())
