"""No text breaks the look whether a file is there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.paths import expanded, is_file, is_folder, matching

NO_PATHS = ["~nobody/x", "a" * 300, "a/" * 5000, "a**b", "\0", "", "//", "\ud800"]


@pytest.mark.parametrize("text", NO_PATHS)
def test_what_can_be_no_path_is_not_there(text):
    path = expanded(text)
    assert not is_file(path)
    is_folder(path)
    assert text in ("", "//") or matching(path) == []


@given(st.text())
def test_any_text_may_be_looked_for(text):
    assert not (is_file(expanded(text)) and is_folder(expanded(text)))


def test_home_and_patterns(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expanded("~/x") == tmp_path / "x"
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).touch()
    assert matching(expanded("~/*.csv")) == [tmp_path / "a.csv", tmp_path / "b.csv"]
    monkeypatch.chdir(tmp_path)
    assert matching("*.csv") == [Path("a.csv"), Path("b.csv")]
