"""Delimited text: cells as written, rows by their line in the file, and one clear error per fault."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.data.errors import DataError
from snnbench.data.text_table import read_text_table


@pytest.fixture
def read(tmp_path):
    def read(content, separator=",", **options):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_text_table(path, separator, "t.csv", **options)

    return read


def test_cells_keep_their_spelling(read):
    table = read("a,b\n007,1.0\n NA , nan\n1e3,\n")
    assert table.to_numpy().tolist() == [["007", "1.0"], [" NA ", " nan"], ["1e3", ""]]


def test_rows_are_called_by_their_line_of_the_file(read):
    table = read('a,b\n1,2\n\n"x\ny",4\n5,6\n')
    assert table.index.tolist() == [2, 5, 6]
    assert table.index.name == "line"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(read, ends):
    assert read(ends.join(["a,b", "1,2", "3,4", ""])).index.tolist() == [2, 3]


def test_empty_lines_before_the_header_are_skipped(read):
    assert read("\n\na,b\n1,2\n").index.tolist() == [4]


def test_a_byte_order_mark_is_no_part_of_a_name(read):
    assert list(read("\ufeffa,b\n1,2\n")) == ["a", "b"]


def test_the_beginning_of_a_file(read):
    assert len(read("a,b\n" + "1,2\n" * 9, max_rows=4)) == 4


def test_fields_of_any_length(read):
    bound = csv.field_size_limit(1000)
    try:
        assert len(read("a,b\n1," + "x" * 200_000 + "\n")["b"].iloc[0]) == 200_000
        assert csv.field_size_limit() == 1000
    finally:
        csv.field_size_limit(bound)


def test_a_file_of_many_chunks(read, monkeypatch):
    monkeypatch.setattr("snnbench.data.text_table.CHUNK", 3)
    table = read("a,b\n" + "".join(f"{i},x\n" for i in range(10)))
    assert table["a"].tolist() == list(map(str, range(10)))
    assert table.index.tolist() == list(range(2, 12))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', "row that begins in line 3 .* its quote is never closed"),
        ('a,b\n1,"2"3\n', "a closing quote is followed by more text"),
        ("a,b\n1,2\n\n3\n", "line 4 has 1 field, the first line names 2 columns"),
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,b\n", "has a header but no rows"),
        ("a;b\n1;2\n", r"one column, 'a;b'; set source.separator \(probably ';'\)"),
        ("a b c\n1 2 3\n", r"set source.separator \(probably ' '\)"),
        ("# made by x\na,b\n1,2\n", "first line is '# made by x', but must name the columns; leave out what precedes"),
        ("# made by x\n# and y\na,b\n", "first line is '# made by x', but must name the columns"),
        ("Table 1. Sizes\na,b\n1,2\n", "first line is 'Table 1. Sizes', but must name the columns"),
        ("a b\none of them\n", r"set source.separator$"),
        ("a,b\n1,2,3\n", "line 2 has 3 fields, the first line names 2 columns"),
        ("a\tb\n1\t2\n", r"set source.separator \(probably tab\)"),
        ("a,b,a\n1,2,3\n", "names the column 'a' more than once"),
        ("<!DOCTYPE html>\n<html><body>404, not found</body></html>\n", "is an HTML page"),
        ("a,b\n1,\0\n", "line 2 holds a zero byte"),
        (b"a,b\n1,2\r3,\xe9\r", "line 3 holds the byte 0xe9, which is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
    ],
)
def test_faults(read, content, message):
    with pytest.raises(DataError, match=message):
        read(content)


names = st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1), min_size=2, unique=True)


@given(names, st.data(), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(tmp_path_factory, header, data, separator):
    cell = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=20)
    rows = data.draw(st.lists(st.lists(cell, min_size=len(header), max_size=len(header)), min_size=1, max_size=8))
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([header, *rows])
    path = tmp_path_factory.mktemp("written") / "t.csv"
    path.write_bytes(written.getvalue().encode())
    assert read_text_table(path, separator, "t.csv").to_numpy().tolist() == rows


@given(st.binary(max_size=200) | st.text(st.sampled_from("a1,;\"'\n\r\t\0 é"), max_size=80).map(str.encode))
def test_any_file_is_a_table_or_a_clear_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "t.csv"
    path.write_bytes(content)
    try:
        table = read_text_table(path, ",", "t.csv")
    except DataError:
        return
    assert len(table) > 0
