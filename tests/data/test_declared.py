"""How a data set is declared: short forms, and what is refused before any file is opened."""

import pytest
from pydantic import ValidationError

from snnbench.data.declared import Dataset


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"separator": ";;"}, "a separator is one character"),
        ({"separator": '"'}, "neither a quote nor a line end"),
        ({"separator": ",", "decimal": ","}, "separator and decimal are both ','"),
        ({"max_megabytes": -1}, "greater than 0"),
        ({"csv": "s3://bucket/t.csv"}, "an address begins with http://HOST/ or https://HOST/"),
        ({"csv": "htps://host/t.csv"}, "an address begins with"),
        ({"csv": "ftp://host/t.csv"}, "an address begins with"),
        ({"csv": "file:///t.csv"}, "; a file here is its path, /t.csv"),
        ({"csv": "http:///t.csv"}, "an address begins with"),
        ({"csv": "http://host:port/t.csv"}, "an address begins with"),
        ({"csv": "http://my host/t.csv"}, "an address begins with"),
        ({"csv": "://"}, "an address begins with"),
    ],
)
def test_what_is_wrong_with_a_source_is_said_when_it_is_declared(source, message):
    with pytest.raises(ValidationError, match=message):
        Dataset(name="mine", source={"csv": "mine.csv", "target": "class", **source})


@pytest.mark.parametrize("csv", ["HTTPS://host/t.csv", "http://[::1]:80/my file.csv?a=b", "mine/t.csv", "C:\\t.csv"])
def test_web_addresses_and_paths(csv):
    assert Dataset(name="mine", source={"csv": csv, "target": "class"}).source.csv == csv


def test_a_source_that_is_a_text_is_told_what_sources_are():
    with pytest.raises(ValidationError, match=r"a source is \{csv: FILE, target: COLUMN\}"):
        Dataset(name="mine", source="mine.csv")


def test_short_forms_of_lists():
    source = {"csv": "mine.csv", "target": "class", "ignore": "id", "missing": [-999, "?"], "ordinal": 7}
    declared = Dataset(name="mine", source=source).source
    assert (declared.ignore, declared.missing, declared.ordinal) == (("id",), ("-999", "?"), ("7",))
    for wrong in (True, None, [None], {"a": 1}):
        with pytest.raises(ValidationError):
            Dataset(name="mine", source={**source, "ignore": wrong})


def test_a_tabulator_by_name():
    for spelled in ("tab", r"\t", "\t"):
        source = {"csv": "mine.csv", "target": "class", "separator": spelled}
        assert Dataset(name="mine", source=source).source.separator == "\t"
