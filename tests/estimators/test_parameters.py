"""Parameters of the estimators: what is out of range is named, and numpy's numbers are numbers."""

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
    ],
)
def test_what_is_no_method_is_named(parameters, message):
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match=message):
        FNNClassifier(**parameters).fit(X, y)
