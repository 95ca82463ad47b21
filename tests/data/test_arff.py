"""ARFF files: dense and sparse, quoted, with dates and strings; read as SciPy reads them, or refused clearly."""

import io
import re

import arff
import numpy as np
import pandas as pd
import pytest
import scipy.io.arff
from hypothesis import given
from hypothesis import strategies as st

from snnbench.data.arff_file import read_arff
from snnbench.data.errors import DataError

DENSE = """% a comment
@RELATION 'a table'
@attribute 'a number' REAL
@Attribute whole integer
@attribute "two words" {red, 'light blue', "it's"}
@attribute said STRING
@attribute when DATE "yyyy-MM-dd HH:mm:ss"
@DATA
% another
1.5, 2, red, 'a, quoted', '2024-02-29 12:00:00'
?, ?, ?, ?, ?
-1e3, 7, 'light blue', plain, "2024-03-01 00:00:00"
0,0,"it's",'',?
"""
SPARSE = """@relation s
@attribute x numeric
@attribute y numeric
@attribute kind {none, some, many}
@attribute class {a, b}
@data
{0 1.5, 2 some, 3 b}
{}
{1 -2, 3 b}
{1 ?, 2 'many'}
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "t.arff"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_arff(path, "data set")

    return read


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_dense_file(read, ends):
    table, nominal = read(DENSE.replace("\n", ends))
    assert list(table) == ["a number", "whole", "two words", "said", "when"]
    assert nominal == {"two words"}
    np.testing.assert_array_equal(table["a number"], [1.5, np.nan, -1000, 0])
    np.testing.assert_array_equal(table["whole"], [2, np.nan, 7, 0])
    assert table["two words"].tolist() == ["red", "", "light blue", "it's"]
    assert table["said"].tolist() == ["a, quoted", "", "plain", ""]
    assert table["when"].tolist() == ["2024-02-29 12:00:00", "", "2024-03-01 00:00:00", ""]
    assert table.index.tolist() == [1, 2, 3, 4]
    assert table.index.name == "row"


def test_a_sparse_file(read):
    table, nominal = read(SPARSE)
    assert nominal == {"kind", "class"}
    np.testing.assert_array_equal(table["x"], [1.5, 0, 0, 0])
    np.testing.assert_array_equal(table["y"], [0, 0, -2, np.nan])
    assert table["kind"].tolist() == ["some", "none", "none", "many"]
    assert table["class"].tolist() == ["b", "a", "b", "a"]


def test_numbers_and_categories_are_those_of_scipy(read):
    text = "@relation r\n@attribute x real\n@attribute c {u,v}\n@data\n1.25,u\n?,v\n-3e-5,?\n"
    table, _ = read(text)
    theirs, _ = scipy.io.arff.loadarff(io.StringIO(text))
    np.testing.assert_array_equal(table["x"], theirs["x"])
    assert table["c"].replace("", "?").tolist() == [value.decode() for value in theirs["c"]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@relation r\n@data\n",
        "@relation r\n@attribute x real\n@data\n",
        "@relation r\n@attribute x real\n@data\n1,2\n",
        "@relation r\n@attribute x real\n@data\none\n",
        "@relation r\n@attribute c {a,b}\n@data\nz\n",
        "@relation r\n@attribute x real\n@data\n{5 1}\n",
        "@relation r\n@attribute x real\n@data\n{x 1}\n",
        "@relation r\n@attribute x relational\n@data\n1\n",
        DENSE[:200],
        b"@relation r\n@attribute x string\n@data\n\xe9\n",
    ],
)
def test_faults_are_clear_errors(read, text):
    with pytest.raises(DataError, match="data set"):
        read(text)


def test_a_sparse_file_too_large_for_a_table_is_refused(read, monkeypatch):
    monkeypatch.setattr("snnbench.data.arff_file.MAX_VALUES", 10)
    with pytest.raises(DataError, match="is sparse; its 4 rows of 4 columns"):
        read(SPARSE)


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="{}"),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False) | st.none(), words), min_size=1, max_size=6))
def test_what_liac_arff_writes_is_read(tmp_path_factory, rows):
    """Without braces, which it writes but does not read without quotes."""
    path = tmp_path_factory.mktemp("written") / "t.arff"
    content = {"relation": "r", "attributes": [("x", "REAL"), ("s", "STRING")], "data": [list(row) for row in rows]}
    path.write_text(arff.dumps(content), encoding="utf-8", newline="\n")
    table, _ = read_arff(path, "data set")
    np.testing.assert_array_equal(table["x"], [np.nan if x is None else x for x, _ in rows])


pieces = st.sampled_from(
    [
        "@relation r",
        "@attribute",
        "x real",
        "c {a,b}",
        "@data",
        "{0 1}",
        "1,2",
        "?",
        "'",
        '"',
        "\\",
        "\n",
        ",",
        "{",
        "}",
        "%",
    ]
)


@given(st.lists(pieces, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_file_is_a_table_or_a_clear_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "t.arff"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        table, _ = read_arff(path, "data set")
    except DataError:
        return
    assert isinstance(table, pd.DataFrame)


@given(st.binary(max_size=150))
def test_any_bytes_after_a_header(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "t.arff"
    path.write_bytes(b"@relation r\n@attribute x real\n@attribute c {a,b}\n@attribute s string\n@data\n" + content)
    try:
        read_arff(path, "data set")
    except DataError:
        return


@pytest.mark.parametrize("value", ["50%n", "x%s%s", "100 %"])
def test_a_percent_sign_in_a_wrong_row_is_no_crash(tmp_path, value):
    """Found by atheris: the reader's library formats a text that holds the row."""
    path = tmp_path / "t.arff"
    path.write_text(f"@relation r\n@attribute c {{a,b}}\n@attribute x real\n@data\n{value},1\n")
    with pytest.raises(DataError, match=re.escape(value)):
        read_arff(path, "data set")
