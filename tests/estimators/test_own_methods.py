"""Activations and classes of modules as the estimators' method."""

import pickle

import numpy as np
import own_modules
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import load_iris

from snnbench import FNNClassifier
from snnbench.nets.architectures import ARCHITECTURES


@pytest.mark.parametrize(
    ("method", "arguments", "optimizer"),
    [
        (torch.nn.GELU, None, None),
        (torch.nn.GELU("tanh"), None, None),
        (torch.tanh, None, None),
        (own_modules.swish, {"beta": 2.0}, None),
        (own_modules.ResMLP, {"width": 8}, None),
        (own_modules.ResMLP, {"width": 8, "dropout": 0.1}, torch.optim.AdamW),
        (own_modules.BatchNormed, None, None),
    ],
)
def test_an_activation_or_a_class_of_modules_is_a_method(method, arguments, optimizer):
    X, y = load_iris(return_X_y=True)
    rate = 0.01 if optimizer else 0.05
    options = {"epochs": 40, "members": 2, "learning_rate": rate, "random_state": 0}
    net = FNNClassifier(method, arguments=arguments, optimizer=optimizer, **options)
    first = net.fit(X, y).predict_proba(X)
    assert net.score(X, y) > 0.9
    np.testing.assert_array_equal(first, pickle.loads(pickle.dumps(net)).predict_proba(X))
    np.testing.assert_array_equal(first, clone(net).fit(X, y).predict_proba(X))
    assert not [name for name in ARCHITECTURES if name.startswith("<")]


def test_relu_as_an_activation_is_msra_init():
    X, y = load_iris(return_X_y=True)
    options = {"epochs": 10, "min_steps": 0, "random_state": 0}
    ours, built_in = (FNNClassifier(method, **options).fit(X, y) for method in (torch.relu, "MSRAinit"))
    np.testing.assert_allclose(ours.predict_proba(X), built_in.predict_proba(X), atol=1e-4)
