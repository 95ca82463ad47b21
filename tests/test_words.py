"""Numbers of things."""

import pytest

from snnbench.words import number_of


@pytest.mark.parametrize(
    ("count", "thing", "things", "said"),
    [
        (1, "task", "", "1 task"),
        (0, "task", "", "0 tasks"),
        (2938, "cell", "", "2,938 cells"),
        (2, "index", "indices", "2 indices"),
    ],
)
def test_a_noun_agrees_with_its_number(count, thing, things, said):
    assert number_of(count, thing, things) == said
