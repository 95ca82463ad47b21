"""The files inside scikit-learn against scikit-learn's own loaders."""

import re
import subprocess
import sys

import numpy as np
import pytest
from sklearn import datasets

from snnbench.data import sklearn_sets
from snnbench.data.errors import DataError
from snnbench.data.load import load_task
from snnbench.data.sklearn_sets import FILES, read_sklearn

LOADERS = {
    "sklearn-iris": datasets.load_iris,
    "sklearn-wine": datasets.load_wine,
    "sklearn-breast-cancer": datasets.load_breast_cancer,
    "sklearn-digits": datasets.load_digits,
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_read_is_what_scikit_learn_loads(name):
    expected = LOADERS[name]()
    X, y, classes = read_sklearn(name)
    assert X.dtype == np.float64
    assert y.dtype == np.int64
    np.testing.assert_array_equal(X, expected.data)
    np.testing.assert_array_equal(y, expected.target)
    assert classes == tuple(map(str, expected.target_names))


def test_they_are_read_without_importing_scikit_learn():
    code = """
import sys
from snnbench.data.load import load_task
load_task("sklearn-iris")
print("sklearn" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False\n"


def test_a_scikit_learn_without_the_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(sklearn_sets, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"no iris\.csv: scikit-learn is not installed"):
        load_task("sklearn-iris")
    empty = type("Spec", (), {"submodule_search_locations": [str(tmp_path)]})
    monkeypatch.setattr(sklearn_sets, "find_spec", lambda name: empty)
    with pytest.raises(DataError, match=re.escape(f"no iris.csv: {tmp_path}/datasets/data/iris.csv")):
        load_task("sklearn-iris")
