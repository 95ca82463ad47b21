"""A name means one of the config's estimators, or a built-in method."""

import pytest

from snnbench.config.read import read_config
from snnbench.methods.registry import METHODS
from snnbench.runs.named import method_named


def test_a_name_means_what_the_config_declares_or_a_built_in_method():
    tree = "sklearn.tree.DecisionTreeClassifier"
    declared = [
        {"name": name, "estimator": tree, "arguments": {"max_depth": depth}, "gpu": depth == 2}
        for name, depth in (("Beta", 1), ("Alpha", 2), ("Gamma", 3))
    ]
    methods = ["Alpha", "Beta", "Gamma", "SVM"]
    config = read_config({"run": "x", "tasks": ["iris"], "methods": methods, "grids": {}, "estimators": declared})
    found = {name: method_named(name, config) for name in methods}
    assert {name: method.name for name, method in found.items()} == {name: name for name in methods}
    assert [found[name].uses_gpu for name in methods[:3]] == [True, False, False]
    assert [found[name].arguments["max_depth"] for name in methods[:3]] == [2, 1, 3]
    assert found["SVM"] is METHODS["SVM"]
    with pytest.raises(KeyError):
        method_named("Delta", config)
