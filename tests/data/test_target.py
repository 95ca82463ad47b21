"""The target: text as written, at least two classes, not continuous."""

import pandas as pd
import pytest
from sklearn.utils.multiclass import type_of_target

from snnbench.data.cells import Cells
from snnbench.data.errors import DataError
from snnbench.data.target import class_codes, continuous, spelling_notes


def cells(texts):
    return Cells.of(pd.Series(texts, name="class", index=pd.RangeIndex(2, len(texts) + 2, name="line"), dtype="str"))


def test_classes_keep_their_spelling():
    classes, y = class_codes(cells(["1.0", "01", "1", "01", " yes"]), "t.csv", as_is=False)
    assert classes == [" yes", "01", "1", "1.0"]
    assert y.tolist() == [3, 1, 2, 1, 0]


@pytest.mark.parametrize("values", [[0.5, 1.5, 2.5], [1, 2, 3.5, 1], [1e-3, 2e-3] * 9])
def test_continuous_is_what_scikit_learn_says(values):
    assert type_of_target(values) == "continuous"
    with pytest.raises(DataError, match=r"'class' is continuous: .* in line \d.*source.classes: as_is"):
        class_codes(cells(list(map(str, values))), "t.csv", as_is=False)


@pytest.mark.parametrize("values", [[0, 1, 1], [1.0, 2.0, 3.0], list(range(10)) * 3])
def test_whole_numbers_are_classes(values):
    assert type_of_target(values) in ("binary", "multiclass")
    assert continuous(cells(list(map(str, values)))) == ""


def test_a_class_of_its_own_for_most_rows_is_refused():
    texts = [f"c{i}" for i in range(25)]
    with pytest.raises(DataError, match="25 distinct values in 25 rows, 'c0' in line 2 among them"):
        class_codes(cells(texts), "t.csv", as_is=False)
    assert continuous(cells(texts[:10])) == ""
    assert continuous(cells(texts * 2)) == ""


def test_a_decimal_comma_and_a_few_marks_do_not_hide_a_continuous_target():
    commas = ["0,25", "0,5", "0,75", "1,0", "1,25", "1,5", "1,75", "2,0", "2,25"] * 9
    for decimal in ",.":
        with pytest.raises(DataError, match=r"continuous: 9 distinct numbers, '0,25' in line 2"):
            class_codes(cells(commas), "t.csv", as_is=False, decimal=decimal)
    marked = [str(i / 4 + 0.1) for i in range(20)] * 5
    marked[3] = marked[50] = "?"
    with pytest.raises(DataError, match=r"continuous: 20 distinct .* or source.missing: \['\?'\] if that stands for"):
        class_codes(cells(marked), "t.csv", as_is=False)
    assert continuous(cells(["0.5", "low", "high"] * 9)) == ""
    assert continuous(cells(["1", "2", "?"] * 9)) == ""


def test_one_class_is_too_few():
    with pytest.raises(DataError, match=r"holds 1 class; at least 2"):
        class_codes(cells(["a", "a"]), "t.csv", as_is=False)
    with pytest.raises(DataError, match=r"holds 0 classes; at least 2"):
        class_codes(cells([]), "t.csv", as_is=False)


def test_the_owner_may_insist():
    classes, _ = class_codes(cells(["0.5", "1.5", "0.5"]), "t.csv", as_is=True)
    assert classes == ["0.5", "1.5"]


def test_classes_that_differ_in_spelling_only_are_noted():
    (note,) = spelling_notes(["No", "no ", "yes"])
    assert note == "classes 'No', 'no ' differ only in their spelling"
    assert spelling_notes(["01", "1", "1.0", "2"]) == ["classes '01', '1', '1.0' differ only in their spelling"]
    assert spelling_notes(["1", "1,0", "1.0"], ",") == ["classes '1', '1,0' differ only in their spelling"]
    assert spelling_notes(["nan", "inf", "a"]) == []
