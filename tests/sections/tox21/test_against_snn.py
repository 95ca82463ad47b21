"""SNN next to other methods on the same compounds."""

import numpy as np
import pandas as pd
import pytest

from snnbench.sections.tox21.against_snn import against_snn, in_words, two_sided_p
from snnbench.sections.tox21.evaluation import Evaluation
from snnbench.sections.tox21.scores import bootstrap_weights


@pytest.fixture
def evaluation():
    """Of two models per method; the good one of a method differs from SNN by little noise, of which most is common."""
    generator = np.random.default_rng(0)
    labels = (generator.random((300, 2)) < 0.3).astype(float)
    common = labels + generator.normal(size=labels.shape)
    noise = {"SNN": 0.1, "alike": 0.1, "worse": 0.7}
    probabilities = {
        name: np.stack([common + scale * generator.normal(size=labels.shape) for _ in range(2)])
        for name, scale in noise.items()
    }
    return Evaluation(
        probabilities=probabilities,
        repeats={name: np.arange(2) for name in noise},
        labels=labels,
        assays=("A", "B"),
        unseen={},
        weights=bootstrap_weights(300, generator),
    )


def test_a_difference_is_told_by_pairs_where_the_intervals_of_both_overlap(evaluation):
    table = against_snn(evaluation).set_index("method")
    low, high = (np.quantile(evaluation.resampled_means(name), q) for name, q in (("SNN", 0.025), ("worse", 0.975)))
    assert low < high
    worse, alike = table.loc["worse"], table.loc["alike"]
    assert worse["low"] > 0
    assert worse["p_value_two_sided_holm"] < 0.05
    assert alike["low"] < 0 < alike["high"]
    assert in_words(table.reset_index()).startswith(
        "Paired over the same compounds, at the 5 % level and with Holm's correction, SNN is better than worse and not "
        "significantly different from alike."
    )


def test_the_error_of_seeds_is_that_of_two_means(evaluation):
    table = against_snn(evaluation).set_index("method")
    snn, other = (evaluation.by_repeat(name) for name in ("SNN", "worse"))
    expected = np.sqrt((snn.var(ddof=1) + other.var(ddof=1)) / 2)
    assert table.loc["worse", "standard_error_of_seeds"] == pytest.approx(expected)


def test_a_p_value_is_never_0():
    assert two_sided_p(np.full(999, 0.1)) == pytest.approx(0.002)
    assert two_sided_p(np.array([-1.0, 1.0] * 50)) == 1


def test_one_sentence_does_for_methods_that_are_all_alike(evaluation):
    table = against_snn(evaluation)
    assert "SNN is not significantly different from alike." in in_words(table[table["method"] == "alike"])
    equal = pd.concat([table[table["method"] == "alike"]] * 2)
    assert "SNN is not significantly different from any of the 2 methods compared." in in_words(equal)


def test_without_snn_there_is_nothing_to_compare(evaluation):
    evaluation.probabilities.pop("SNN")
    assert against_snn(evaluation).empty
