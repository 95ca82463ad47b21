"""Places that tests leave open: the paper's numbers, laws, and how often a first place is claimed wrongly."""

import numpy as np
import pandas as pd
import pytest
from chance import RUNS, most_by_chance
from scipy import stats
from statsmodels.stats.multitest import multipletests

from snnbench.paper.tables import published_accuracies
from snnbench.stats.places import MIN_TASKS, can_be_told_apart, places
from snnbench.stats.ranks import order_by_rank

PUBLISHED = published_accuracies().dropna()


def draw(generator, tasks, methods, advantage=0.0):
    scores = generator.normal(size=(tasks, methods))
    scores[:, 0] += advantage
    return pd.DataFrame(scores, columns=[f"m{number}" for number in range(methods)])


def test_the_papers_snn_is_not_certainly_first():
    found = places(PUBLISHED)
    assert list(found) == list(order_by_rank(PUBLISHED).index)
    snn, others = found["SNN"], [method for method in PUBLISHED if method != "SNN"]
    p_values = [stats.wilcoxon(PUBLISHED["SNN"], PUBLISHED[other], method="approx").pvalue for other in others]
    rejected = multipletests(p_values, method="holm")[0]
    assert set(snn.worse) == {other for other, apart in zip(others, rejected, strict=True) if apart}
    assert set(snn.open) == {"MSRAinit", "LayerNorm"}
    assert (snn.low, snn.high, snn.is_first) == (1, 3, False)


def test_a_method_that_wins_nearly_everywhere_is_first():
    scores = draw(np.random.default_rng(0), 40, 4, advantage=3.0)
    found = places(scores)
    assert found["m0"].is_first
    assert found["m0"].worse == tuple(method for method in found if method != "m0")
    assert all(place.better == ("m0",) and place.low == 2 for method, place in found.items() if method != "m0")
    for place in found.values():
        assert len(place.better) + len(place.worse) + len(place.open) == 3


@pytest.mark.parametrize("advantage", [0.0, 100.0])
def test_few_tasks_leave_every_place_open(advantage):
    scores = draw(np.random.default_rng(1), MIN_TASKS - 1, 3, advantage)
    assert all((place.low, place.high) == (1, 3) for place in places(scores).values())


@pytest.mark.parametrize(("tasks", "methods"), [(5, 2), (6, 2), (7, 7), (8, 7), (9, 13), (10, 13)])
def test_can_be_told_apart_says_whether_winning_all_tasks_is_enough(tasks, methods):
    scores = pd.DataFrame(np.arange(methods) * np.arange(1, tasks + 1)[:, None] * 1.0).rename(columns="m{}".format)
    assert places(scores)[f"m{methods - 1}"].is_first == can_be_told_apart(tasks, methods)


@pytest.mark.parametrize(("tasks", "methods"), [(6, 2), (8, 3), (16, 4)])
def test_equal_methods_are_seldom_called_first(tasks, methods):
    generator = np.random.default_rng([tasks, methods])
    claims = sum(any(place.is_first for place in places(draw(generator, tasks, methods)).values()) for _ in range(RUNS))
    assert claims <= most_by_chance()


def test_a_methods_interval_holds_its_place():
    generator = np.random.default_rng(7)
    missed = 0
    for _ in range(RUNS):
        scores = draw(generator, 15, 4)
        scores["m3"] -= 1.0  # m0 to m2 share the places 1 to 3.
        place = places(scores)["m3"]
        missed += not place.low <= 4 <= place.high
    assert missed <= most_by_chance()


def test_a_level_outside_is_refused():
    with pytest.raises(ValueError, match="level"):
        places(PUBLISHED, level=1.0)
