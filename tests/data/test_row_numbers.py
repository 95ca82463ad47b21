"""Columns that number the rows, and columns without a name."""

import numpy as np
import pandas as pd
import pytest

from snnbench.data.errors import DataError


def test_an_index_that_pandas_wrote_is_no_feature(load, tmp_path):
    """It scores 0.91 on noise where the rows are sorted by class."""
    frame = pd.DataFrame({"x": np.random.default_rng(0).normal(size=40), "class": ["a"] * 20 + ["b"] * 20})
    frame.to_csv(tmp_path / "once.csv")
    pd.read_csv(tmp_path / "once.csv").to_csv(tmp_path / "twice.csv", index=False)
    for name in ("once", "twice"):
        with pytest.warns(UserWarning, match="unnamed first column numbers the rows and was left out"):
            task = load((tmp_path / f"{name}.csv").read_text())
        assert task.features == 1
        assert "the unnamed first column numbers the rows and was left out" in task.notes


def test_rows_without_a_class_do_not_hide_an_index(load):
    text = ",x,class\n" + "".join(f"{i},{i * i},{'' if i == 5 else 'ab'[i % 2]}\n" for i in range(30))
    with pytest.warns(UserWarning, match="unnamed first column"):
        assert load(text).features == 1


def test_an_unnamed_column_of_anything_else_needs_a_name(load):
    """As the index of shuffled rows."""
    text = ",x,class\n" + "".join(f"{7 * i % 30},{i * i},{'ab'[i % 2]}\n" for i in range(30))
    with pytest.raises(DataError, match=r"a column is called ''; name it in the first line .* source.ignore: \[''\]"):
        load(text)
    assert load(text, source={"ignore": [""]}).features == 1


def test_a_named_column_that_numbers_the_rows_is_noted(load):
    text = "id,x,class\n" + "".join(f"{i + 1},{i * i},{'ab'[i % 2]}\n" for i in range(30))
    with pytest.warns(UserWarning, match=r"column 'id' numbers the rows; source.ignore: \['id'\]"):
        assert load(text).features == 2
    assert load(text, source={"ignore": "id"}).features == 1
