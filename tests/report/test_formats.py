"""Numbers as a reader expects them."""

import pytest

from snnbench.report.formats import ordinal


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (13, "13th"),
        (20, "20th"),
        (22, "22nd"),
        (112, "112th"),
    ],
)
def test_ordinals_are_those_of_english(number, expected):
    assert ordinal(number) == expected
