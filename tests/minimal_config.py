"""The smallest config that makes sense, and what is wrong with one that does not."""

import pytest

from snnbench.config.read import ConfigError, read_config

SNN = {"hidden_layers": [2], "learning_rate": [0.1]}
MINIMAL = {"run": "x", "tasks": ["iris"], "methods": ["SNN"], "grids": {"default": {"SNN": SNN}}}
CLASSIFIER = "sklearn.tree.DecisionTreeClassifier"


def errors_of(values):
    with pytest.raises(ConfigError) as raised:
        read_config(values)
    return raised.value.errors


def own(**changes):
    return {"estimators": [{"name": "Mine", "estimator": CLASSIFIER, **changes}]}
