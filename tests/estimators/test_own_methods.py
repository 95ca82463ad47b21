"""Activations and classes of modules as the estimators' method."""

import itertools
import pickle

import numpy as np
import own_modules
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import load_iris

from snnbench import FNNClassifier
from snnbench.estimators.networks import network_of
from snnbench.nets.architectures import ARCHITECTURES
from snnbench.nets.own.records import ActivationNetwork, ModuleNetwork


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


class TwoByDefault(torch.nn.Linear):
    def __init__(self, inputs, outputs=2):
        super().__init__(inputs, outputs)


class AnySizes(torch.nn.Sequential):
    def __init__(self, *sizes):
        super().__init__(*(torch.nn.Linear(*pair) for pair in itertools.pairwise(sizes)))


@pytest.mark.parametrize(
    ("method", "arguments", "kind"),
    [
        (torch.nn.GELU, {}, ActivationNetwork),
        (torch.nn.Threshold, {"threshold": 0.1, "value": 0.0}, ActivationNetwork),
        (torch.nn.Hardtanh, {}, ActivationNetwork),
        (own_modules.swish, {}, ActivationNetwork),
        (TwoByDefault, {}, ModuleNetwork),
        (AnySizes, {}, ModuleNetwork),
        (own_modules.ResMLP, {"width": 8}, ModuleNetwork),
    ],
)
def test_a_class_is_a_network_if_it_is_made_from_inputs_and_outputs(method, arguments, kind):
    assert type(network_of(method, arguments, None, 4, 3)) is kind


def test_no_l2_is_no_weight_decay_of_an_optimiser_that_has_one_of_its_own():
    X, y = load_iris(return_X_y=True)
    net = FNNClassifier(
        own_modules.ResMLP, optimizer=torch.optim.AdamW, protocol="paper", learning_rate=0.01, epochs=10, random_state=0
    ).fit(X, y)
    assert net._network.options == [{"lr": 0.01, "weight_decay": 0.0}]
    assert {group["weight_decay"] for made in net._network.optimizers for group in made.param_groups} == {0.0}


def test_relu_as_an_activation_is_msra_init():
    X, y = load_iris(return_X_y=True)
    options = {"epochs": 10, "min_steps": 0, "random_state": 0}
    ours, built_in = (FNNClassifier(method, **options).fit(X, y) for method in (torch.relu, "MSRAinit"))
    np.testing.assert_allclose(ours.predict_proba(X), built_in.predict_proba(X), atol=1e-4)
