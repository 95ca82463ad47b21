"""The fixed point that SELU draws activations to."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_iris

from snnbench import SNNClassifier


def test_activations_go_to_the_fixed_point_that_was_asked_for():
    generator = np.random.default_rng(0)
    X, y = generator.normal(size=(400, 50)), np.arange(400) % 2
    # One network and few steps, since the fixed point is that of the initial weights.
    options = {"hidden_units": 400, "hidden_layers": 20, "learning_rate": 1e-9, "random_state": 0}
    options |= {"epochs": 1, "min_steps": 1, "members": 1}
    for variance in (1, 2):
        net = SNNClassifier(fixed_point=(0, variance), **options).fit(X, y)._network
        x = torch.from_numpy(X).unsqueeze(0)
        for layer in net.hidden:
            x = layer.forward(x, training=False)
        assert float(x.mean()) == pytest.approx(0, abs=0.1)
        assert float(x.var()) == pytest.approx(variance, rel=0.15)
    dropping = SNNClassifier(fixed_point=(0, 2), dropout=0.1, **options).fit(X, y)
    assert dropping._network.hidden[0].layers[1].dropout.dropped_value == pytest.approx(-1.97126 * 1.06071, abs=1e-4)


def test_the_default_fixed_point_is_the_papers():
    X, y = load_iris(return_X_y=True)
    first, second = (
        SNNClassifier(random_state=0, epochs=5, **more).fit(X, y).predict_proba(X)
        for more in ({}, {"fixed_point": [0, 1]})
    )
    np.testing.assert_array_equal(first, second)
