"""The statistics on the paper's own inputs give the paper's own numbers."""

import pytest

from snnbench.methods import NETS
from snnbench.published.tables import published_accuracies, published_table
from snnbench.stats.ranks import average_rank_differences
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
