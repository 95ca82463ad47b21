"""YAML as version 1.2 means it, and nothing that makes the reader hang, crash or guess."""

import contextlib
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.config.yaml_file import MAX_BYTES, YamlError, as_written, load_yaml, load_yaml_file


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Section 10.3.2 of the specification of YAML 1.2.2.
        ("1e-3", 0.001),
        ("-12e03", -12000.0),
        ("-2E+05", -200_000.0),
        ("0.", 0.0),
        (".5", 0.5),
        ("0o7", 7),
        ("0x3A", 58),
        ("-19", -19),
        ("007", 7),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("-.INF", -math.inf),
        # What only YAML 1.1 takes for something else than text.
        ("yes", "yes"),
        ("off", "off"),
        ("2024_11_29", "2024_11_29"),
        ("2024-11-29", "2024-11-29"),
        ("190:20:30", "190:20:30"),
        ("0b11", "0b11"),
        ("1e", "1e"),
    ],
)
def test_plain_scalars_follow_the_core_schema(text, value):
    loaded = load_yaml(f"key: {text}")["key"]
    assert loaded == value
    assert type(loaded) is type(value)
    assert as_written(text) == value


def test_nan_and_quotes():
    assert math.isnan(load_yaml("[.nan]")[0])
    assert load_yaml("['1e-3', \"true\"]") == ["1e-3", "true"]


def bomb():
    letters = "abcdefghijklm"
    lines = [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in pairwise(letters)]
    return "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *lines])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bomb(), "line 7: more than 1,000,000 values, aliases expanded"),
        ("[" * 2000, "nesting|in each other"),
        ("- " * 200 + "a", "line 1: more than 50 lists or mappings in each other"),
        ("key: " + "x" * MAX_BYTES, "at most 5,000,000 are read"),
        ("a: 1\nb: 2\na: 3", "line 3: the key 'a' is given twice, first in line 1"),
        ("x: {a: {b: 1, b: 2}}", "line 1: the key 'b' is given twice"),
        ("a: &a [*a]", "no value is called '&a' before it"),
        ("? [1]\n: 2", "a key must be a word or a number"),
        ("a: !!python/object/apply:os.system [ls]", "tag .* is not read"),
        ("a: !!binary zz", "tag .* is not read"),
        ("a: " + "1" * 5000, "a number of 5000 digits is too long"),
        ("a: [}", "parsing"),
        ("a: 1\n---\nb: 1", "single document"),
        ("a: \x00", "control characters"),
    ],
)
def test_what_is_refused_and_why(text, reason):
    with pytest.raises(YamlError, match=reason) as raised:
        load_yaml(text)
    assert "\n" not in str(raised.value)


def test_merge_keys_and_anchors_work():
    text = "base: &base {a: 1, b: 2}\nother: {<<: *base, b: 3}"
    assert load_yaml(text)["other"] == {"a": 1, "b": 3}


def test_files_are_text_in_utf_8_and_bounded(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_bytes("\ufeffname: é".encode())
    assert load_yaml_file(file) == {"name": "é"}
    file.write_bytes("name: é".encode("latin-1"))
    with pytest.raises(YamlError, match="not text in UTF-8: byte 6 is 0xe9"):
        load_yaml_file(file)
    with file.open("wb") as sparse:
        sparse.truncate(20_000_000)
    with pytest.raises(YamlError, match="20,000,000 bytes"):
        load_yaml_file(file)


@given(st.text(alphabet=st.sampled_from("ab01.-+eE:,[]{}&*!|>'\"#?~%@` \n\t<"), max_size=60))
def test_only_clear_errors_come_out_of_what_looks_like_yaml(text):
    with contextlib.suppress(YamlError):
        load_yaml(text)


@given(st.text(max_size=60))
def test_only_clear_errors_come_out_of_any_text(text):
    with contextlib.suppress(YamlError):
        load_yaml(text)


@given(st.floats(allow_nan=False) | st.integers(-(10**18), 10**18))
def test_numbers_as_python_writes_them_are_numbers(number):
    text = repr(number).replace("inf", ".inf")
    assert load_yaml(f"- {text}") == [number]
