"""Parameters of the estimators: what is out of range is named, and numpy's numbers are numbers."""

from functools import partial

import numpy as np
import own_modules
import pytest
import torch
from sklearn.datasets import load_iris

from snnbench import FNNClassifier, SNNClassifier


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": "SNNN"}, "valid are SNN, MSRAinit"),
        ({"learning_rate": -1}, r"'learning_rate' .* must be a float in the range \(0.0, inf\). Got -1"),
        ({"learning_rate": np.float32(0)}, "'learning_rate'"),
        ({"dropout": 1.0}, "'dropout'"),
        ({"layer_form": "round"}, "'layer_form' .* must be a str among"),
        ({"l2": -1e-9}, "'l2'"),
        ({"bottleneck": 0}, "'bottleneck'"),
        ({"epochs": 0}, r"'epochs' .* must be an int in the range \[1, inf\) or None. Got 0"),
        ({"epochs": 10.5}, "'epochs'"),
        ({"min_steps": -1}, "'min_steps'"),
        ({"min_steps": 10, "max_steps": 9}, "min_steps=10 is wrong: max_steps is 9"),
        ({"batch_size": 1}, "'batch_size'"),
        ({"batch_size": -128}, "'batch_size'"),
        ({"smoothing": 0}, "'smoothing'"),
        ({"members": 0}, "'members'"),
        ({"average_weights": 1.0}, "'average_weights'"),
        ({"validation_fraction": 1.0}, "'validation_fraction'"),
        ({"validation_fraction": -0.1}, "'validation_fraction'"),
        ({"hidden_units": 0}, "'hidden_units'"),
        ({"hidden_units": None}, "hidden_units=None is wrong: SNN"),
        ({"protocol": "papers"}, "'protocol'"),
        ({"class_weight": "balance"}, "'class_weight'"),
        ({"method": "ResNet", "dropout": 0.1}, "dropout=0.1 is wrong: ResNet has no dropout"),
        ({"method": "Highway", "layer_form": "conic"}, "layer_form='conic' is wrong: Highway has no layer_form"),
        ({"block_form": "diavolo"}, "block_form='diavolo' is wrong: SNN has no block_form"),
        ({"device": "cuda:97"}, "device='cuda:97' is unavailable"),
        ({"device": "gpu"}, "device='gpu' is wrong"),
        ({"device": "meta"}, "device='meta' is wrong"),
        ({"device": "cpu:1"}, "device='cpu:1' is wrong: to PyTorch all processors are one device, 'cpu'"),
        ({"class_weight": {0: -1, 1: 1, 2: 1}}, "class_weight=.* is wrong: class 0 must have a finite number of at"),
        ({"class_weight": {0: 1, 1: float("nan")}}, "class_weight=.* is wrong: class 1 must have a finite number"),
        ({"class_weight": {0: 1, 2: float("inf")}}, "class_weight=.* is wrong: class 2 must have a finite number"),
        ({"class_weight": {0: "1"}}, "class_weight=.* is wrong: class 0 must have a finite number"),
        ({"class_weight": {0: 0, 1: 0, 2: 0}}, "class_weight=.* is wrong: .* leaves no row that counts"),
        ({"class_weight": {0: 1e307, 1: 1e307}}, "class_weight=.* is wrong: .* makes weights too large"),
        ({"l2": 1e3}, "diverged in epoch .*; try a lower l2 than 1000.0: times the learning_rate, 0.05"),
        ({"bottleneck": 0.25}, "bottleneck=0.25 is wrong: only a diavolo block has a bottleneck"),
        ({"method": "ResNet", "bottleneck": 0.25}, "bottleneck=0.25 is wrong: only a diavolo block has a bottleneck"),
    ],
)
def test_wrong_parameters_are_named(parameters, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        FNNClassifier(**parameters).fit(X, y)


@pytest.mark.parametrize(
    ("fixed_point", "message"),
    [
        ((5, 1), "no SELU with positive alpha and lambda"),
        ((0, -1), "a positive variance"),
        (2, "fixed_point=2 is wrong: it must be a mean and a variance"),
    ],
)
def test_impossible_fixed_points_are_named(fixed_point, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        SNNClassifier(fixed_point=fixed_point).fit(X, y)


def test_numpys_numbers_are_numbers():
    X, y = load_iris(return_X_y=True)
    numbers = {
        "hidden_units": np.int64(8),
        "hidden_layers": np.int32(2),
        "learning_rate": np.float32(0.05),
        "dropout": np.float64(0.1),
        "l2": np.float32(0),
        "members": np.int64(2),
        "epochs": np.int64(3),
        "min_steps": np.int16(0),
        "batch_size": np.uint8(50),
        "average_weights": np.float32(0.5),
        "validation_fraction": np.float64(0.2),
        "refit": np.bool_(False),
        "smoothing": np.int64(2),
        "verbose": np.bool_(False),
        "random_state": np.int64(0),
    }
    python = {name: value.item() for name, value in numbers.items()}
    np.testing.assert_array_equal(
        SNNClassifier(**numbers).fit(X, y).predict_proba(X), SNNClassifier(**python).fit(X, y).predict_proba(X)
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": 3}, "'method'"),
        ({"method": torch.nn.PReLU}, "has parameters"),
        ({"method": "SNN", "arguments": {"beta": 1}}, "SNN takes none"),
        ({"method": torch.nn.GELU, "optimizer": torch.optim.Adam}, "only a class of modules has an optimiser"),
        ({"method": own_modules.ResMLP, "dropout": 0.1}, "dropout=0.1 is wrong: ResMLP has no dropout"),
        ({"method": own_modules.WrongShape}, "not logits of shape"),
        ({"method": own_modules.ResMLP, "hidden_units": 32}, "hidden_units=32 is wrong: ResMLP has no hidden_units"),
        ({"method": own_modules.ResMLP, "hidden_layers": 4}, "hidden_layers=4 is wrong: ResMLP has no hidden_layers"),
        ({"method": own_modules.ResMLP, "arguments": {"widht": 8}}, "method=ResMLP cannot be made .* 'widht'"),
        ({"method": own_modules.ResMLP, "arguments": {"width": "8"}}, "method=ResMLP cannot be made .* TypeError"),
        ({"method": own_modules.swish, "arguments": {"bta": 2}}, "'swish' cannot be called .* 'bta'"),
        (
            {"method": partial(own_modules.ResMLP, width=8)},
            r"method=partial\(ResMLP, ...\) is wrong: write method=ResM",
        ),
        ({"method": partial(torch.nn.LeakyReLU, 0.2)}, r"write method=LeakyReLU and arguments="),
        ({"method": dict}, "'dict' cannot be called on a tensor: TypeError"),
        ({"method": torch.nn.Threshold}, "'Threshold' cannot be called on a tensor: TypeError: .* 'threshold'"),
        ({"method": torch.log}, "'log' is not finite at some value"),
        ({"method": own_modules.ResMLP, "optimizer": torch.optim.LBFGS}, "optimizer=.*LBFGS.* cannot take a step"),
        ({"method": own_modules.ResMLP, "optimizer": torch.nn.Linear}, "optimizer=.*Linear.* is no optimiser"),
        ({"method": own_modules.ResMLP, "optimizer": torch.optim.Rprop}, "Rprop has no weight decay, and l2 is 0.0001"),
    ],
)
def test_what_is_no_method_is_named(parameters, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        FNNClassifier(**parameters).fit(X, y)
