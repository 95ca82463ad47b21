"""What a column is taken for, and what its owner has to decide."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.data.ambiguous_columns import ColumnError
from snnbench.data.cells import Cells
from snnbench.data.columns import EmptyColumn, feature, numeric
from snnbench.data.declared import CsvSource
from snnbench.data.precision import loses_digits, note_on_precision
from snnbench.data.spelling import is_date, is_marked_number, number


def column(texts, **said):
    source = CsvSource(csv="t.csv", target="class", **said)
    lines = pd.RangeIndex(2, len(texts) + 2, name="line")
    return feature(
        Cells.of(pd.Series(list(texts), index=lines, name="x", dtype="str"), source.missing, source.decimal), source
    )


NUMBERS = [str(i / 4) for i in range(200)]


def test_numbers_are_numbers():
    assert column(["1", " -2.5 ", "+.5e3", "", "7."]).numbers.tolist()[:3] == [1, -2.5, 500]
    assert column(NUMBERS).categories == 0
    assert np.isnan(column(["1", "", " "]).numbers).tolist() == [False, True, True]


def test_few_texts_are_categories_in_sorted_order():
    found = column(["b", "a", "", "b"])
    assert found.categories == 2
    np.testing.assert_array_equal(found.numbers, [1, 0, np.nan, 1])


def test_a_decimal_comma_has_to_be_said():
    assert column(["0,5", "1,25"], decimal=",", separator=";").numbers.tolist() == [0.5, 1.25]
    with pytest.raises(ColumnError, match=r"decimal mark ',' \('0,5' in line 2\); source.decimal: ','"):
        column(["0,5", "1,25", "3"])
    with pytest.raises(ColumnError, match=r"decimal mark '.' \('0.5' in line 2\); source.decimal: '.'"):
        column(["0.5", "1.25"], decimal=",", separator=";")


@pytest.mark.parametrize(("mark", "decimal"), [(",", "."), (".", ",")])
def test_a_mark_that_may_separate_thousands_is_no_decimal_mark(mark, decimal):
    """Who obeyed `source.decimal` got 1.036 next to 999, without a note."""
    said = {"decimal": decimal, "separator": ";"}
    texts = [f"1{mark}036", f"2{mark}007", "999"]
    with pytest.raises(ColumnError) as raised:
        column(texts, **said)
    for part in ("separated thousands, or numbers with the decimal mark", "write plain numbers", f"decimal: '{mark}'"):
        assert part in str(raised.value)
    for many in ([f"1{mark}234{mark}567", *texts], [*map(str, range(500)), f"1{mark}234{mark}567"]):
        with pytest.raises(ColumnError, match="signs or separated thousands"):
            column(many, **said)
    with pytest.raises(ColumnError, match=f"source.decimal: '{mark}'$"):
        column([f"0{mark}125", f"1{mark}036"], **said)


def test_thousands_that_were_read_as_decimals_are_noted():
    thousands = ["999", "12", *(f"{i}.{i:03d}" for i in range(1, 9))]
    assert "has either three decimals or none, '1.001' in line 4 among them" in column(thousands).note
    commas = [text.replace(".", ",") for text in thousands]
    assert "separated thousands" in column(commas, decimal=",", separator=";").note
    for decimals in (thousands[2:], [*thousands, "0.125"], [*thousands, "2.5"], [*thousands, "1000"], NUMBERS):
        assert column(decimals).note == ""


def test_a_number_stands_for_a_missing_value_in_every_spelling():
    texts = ["-9.00", "-9", "-9,0", "1", "2"]
    assert np.isnan(column(texts[:2] + texts[3:], missing=[-9.00]).numbers).sum() == 2
    commas = column([*texts[1:], "-9,00"], missing=[-9.0], decimal=",", separator=";")
    assert np.isnan(commas.numbers).sum() == 3
    floats = pd.Series([-9.0, 1.0, np.nan], name="x")
    assert np.isnan(numeric(floats, ("-9",)).numbers).tolist() == [True, False, True]
    assert column(["a", "b", "-9"], missing=["-9.0", "c"]).categories == 2


@pytest.mark.parametrize("mark", ["?", "NA", "nan", "n/a", "-", "unknown"])
def test_marks_of_missing_values_have_to_be_said(mark):
    texts = [*NUMBERS[:150], mark, *NUMBERS[150:]]
    with pytest.raises(ColumnError) as raised:
        column(texts)
    assert f"numbers except for 1 of 201 cells ('{mark}' in line 152); source.missing: ['{mark}']" in str(raised.value)
    found = column(texts, missing=[mark])
    assert found.categories == 0
    assert np.isnan(found.numbers).sum() == 1


def test_many_missing_marks_make_no_categories_of_numbers():
    with pytest.raises(ColumnError, match=r"except for 300 of 500 cells .*source.missing: \['\?', 'x'\]"):
        column([*NUMBERS, *["x"] * 100, *["?"] * 200])


def test_a_few_numbers_among_words_are_categories():
    """As the doors of the cars in the UCI archive: 2, 3, 4, 5more."""
    assert column(["2", "3", "4", "5more"] * 20).categories == 4


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([f"2024-{m:02d}-{d:02d}" for m in range(1, 13) for d in range(1, 29)], "holds dates or times"),
        ([f"{d}.{m}.24 10:{d:02d}" for m in range(1, 13) for d in range(1, 29)], "holds dates or times"),
        ([f"{h:02d}:{m:02d}" for h in range(24) for m in range(60)], "holds dates or times"),
        ([f"Jan {d} 20{y}" for y in range(10, 24) for d in (3, 4)], "holds dates or times"),
        ([f"{i} %" for i in range(100)], "signs or separated thousands"),
        ([f"${i},000.00" for i in range(1, 100)], "signs or separated thousands"),
        ([f"customer-{i}" for i in range(200)], "200 distinct texts in 200 cells, 'customer-0' in line 2 among them"),
        ([*NUMBERS, "inf"], "holds 'inf' in line 202; features must be finite"),
        ([*NUMBERS, "1e301"], "holds '1e301' in line 202; features must be finite"),
        ([f"city-{i}" for i in range(1001)] * 3, "1001 categories; at most 1000"),
    ],
)
def test_what_only_the_owner_can_decide_is_refused_with_what_to_write(texts, message):
    with pytest.raises(ColumnError, match=message):
        column(texts)


def test_the_owner_decides():
    ids = [f"customer-{i}" for i in range(200)]
    assert column(ids, categorical="x").categories == 200
    assert column(NUMBERS, categorical=["x"]).categories == 200
    many = column([f"city-{i:04d}" for i in range(1001)] * 3, ordinal=["x"])
    assert many.categories == 0
    assert many.numbers[:3].tolist() == [0, 1, 2]
    with pytest.raises(ColumnError, match=r"source.ordinal: \['x'\] for one column of codes"):
        column([f"city-{i}" for i in range(1001)] * 3, categorical=["x"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_python_writes_is_read(value):
    assert number(repr(value)) == value
    assert number(repr(value).replace(".", ","), ",") == value


@pytest.mark.parametrize("text", ["", "nan", "1_000", "0x10", "1e", "e5", "--1", "1 2", "١٢", "1,5", "True", "."])
def test_other_texts_are_no_numbers(text):
    assert np.isnan(number(text))


def test_dates_and_marked_numbers():
    assert all(map(is_date, ["2024-02-29", "29.2.2024", "2/29/24", "2024-02-29T12:00:00Z", "23:59:59.5"]))
    months = ["Jan 3 2024", "January 3, 2024", "3 Jan 2024", "03-JAN-24", "3rd Sept. 2024", "May 2024"]
    assert all(map(is_date, [*months, "2024-Jan-03", "Wed, 03 Jan 2024 10:00:00 GMT", "Wed Jan  3 10:00:00 2024"]))
    assert all(map(is_date, ["10:30 AM", "1:05:07pm"]))
    assert not any(map(is_date, ["May", "Mary 3 2024", "march", "Decker 12", "3 maybe"]))
    assert not any(map(is_date, ["2024", "1.5", "red", "1-2", "192.168.0.1"]))
    assert all(map(is_marked_number, ["5%", "5.5 %", "$3", "1,234,567", "1 000 €"]))
    assert not any(map(is_marked_number, ["5more", "a5", "12kg", "1,2,3", ""]))


@given(st.lists(st.text(max_size=6), min_size=1, max_size=60))
def test_any_column_is_a_feature_or_a_clear_error(texts):
    try:
        found = column(texts)
    except EmptyColumn:
        assert not any(text.strip() for text in texts)
        return
    except ColumnError:
        return
    assert found.numbers.shape == (len(texts),)


def test_float32_where_it_holds_a_column_and_float64_where_it_does_not():
    generator = np.random.default_rng(0)
    assert not loses_digits(generator.normal(5, 2, 10_000))
    assert not loses_digits(np.full(100, 0.1))
    assert not loses_digits(np.arange(1e6))
    assert loses_digits(1_700_000_000 + np.arange(400.0))
    assert loses_digits(np.array([1e39, 2e39]))


def test_what_even_centring_does_not_save_is_noted():
    assert note_on_precision("x", 1_700_000_000 + np.arange(400.0)) == ""
    spread = np.append(np.arange(400.0), 1e12)
    assert "float32 tells only" in note_on_precision("x", spread)
