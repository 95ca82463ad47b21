"""Networks declared by an activation against built-in ones and against quadrature."""

import numpy as np
import pytest
import torch

from snnbench.methods.networks import replace_registered
from snnbench.nets.architectures import unregister
from snnbench.nets.kernels.choice import torch_only
from snnbench.nets.own.activation import loaded, lower_limit, moments_of, variance_keeping_gain
from snnbench.nets.own.elementwise import prepared
from snnbench.nets.own.records import ActivationNetwork
from snnbench.theory.quadrature import ACTIVATIONS, activation_moments
from snnbench.training.data import data_on
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.process import small_nets
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

SETTINGS = [
    {"hidden_units": 16, "hidden_layers": depth, "learning_rate": rate, "dropout": dropout, "l2": 1e-3}
    for depth in (3, 2)
    for rate in (0.02, 0.1)
    for dropout in (0.0, 0.2)
]


@pytest.fixture
def declared():
    names = []

    def declare(**record):
        record = ActivationNetwork(name="Declared", **record)
        replace_registered(record)
        names.append(record.name)
        return record

    yield declare
    for name in names:
        unregister(name)


def trained(method, epochs=10):
    generator = np.random.default_rng(0)
    X = generator.normal(size=(150, 6)).astype(np.float32)
    y = (X[:, 0] * X[:, 1] > 0).astype(np.int64)
    parts = {"train": slice(0, 100), "validation": slice(100, 125), "test": slice(125, 150)}
    arrays = {part: (X[rows], y[rows]) for part, rows in parts.items()}
    trials = [Trial(setting, i, i // 2) for i, setting in enumerate(SETTINGS)]
    with small_nets(), torch.no_grad():
        stack = Stack(
            method, trials, data_on("cpu", arrays, SoftmaxCrossEntropy(2), accuracy), TrainingProtocol(batch_size=32), 0
        )
        stack.train(epochs)
        outputs = stack.network.outputs(torch.from_numpy(X))
    return np.array([trial.training_loss for trial in trials]), outputs.numpy()


def test_relu_by_config_is_msra_init(declared):
    """Same weights, batches and masks: gain 2 follows from the moments."""
    declared(activation="torch.nn.ReLU")
    for ours, built_in in zip(trained("Declared"), trained("MSRAinit"), strict=True):
        np.testing.assert_allclose(ours, built_in, rtol=1e-4, atol=1e-4)


def test_selu_by_config_is_snn(declared):
    declared(activation="torch.nn.functional.selu", dropout_kind="alpha")
    for ours, built_in in zip(trained("Declared"), trained("SNN"), strict=True):
        np.testing.assert_allclose(ours, built_in, rtol=1e-3, atol=1e-3)


def test_dropout_can_be_left_out(declared):
    declared(activation="torch.nn.ReLU", dropout_kind="none")
    losses, _ = trained("Declared")
    np.testing.assert_array_equal(losses[0::2], losses[1::2])


@pytest.mark.parametrize("name", ["GELU", "SiLU", "Mish", "ReLU", "SELU", "tanh"])
def test_gain_keeps_the_variance(name):
    path = {"tanh": "torch.tanh"}.get(name, f"torch.nn.{name}")
    function = loaded(ActivationNetwork(name="x", activation=path))
    mean, variance = activation_moments(ACTIVATIONS[name], 0.0, 1.0)
    assert moments_of(function).mean == pytest.approx(mean, abs=1e-6)
    assert moments_of(function).variance == pytest.approx(variance, rel=1e-6)
    assert variance_keeping_gain(function, name) == pytest.approx(1 / (variance + mean**2), rel=1e-6)


def test_a_number_is_taken_as_gain(declared):
    declared(activation="torch.tanh", initial_gain=0.5)
    X = np.zeros((4, 300), np.float32)
    arrays = dict.fromkeys(("train", "validation", "test"), (X, np.arange(4) % 2))
    data = data_on("cpu", arrays, SoftmaxCrossEntropy(2), accuracy)
    setting = {"hidden_units": 200, "hidden_layers": 1, "learning_rate": 0.1}
    linear = Stack("Declared", [Trial(setting)], data, TrainingProtocol(), 0).network.hidden[0].layers[0]
    assert float(linear.tensors["weight"].var()) == pytest.approx(0.5 / 300, rel=0.03)


def test_alpha_dropout_restores_the_moments_of_the_activation(declared):
    record = declared(activation="torch.nn.GELU", dropout_kind="alpha")
    settings = {"hidden_units": 500, "hidden_layers": 1, "learning_rate": 1e-9, "dropout": 0.2}
    X = np.random.default_rng(0).normal(size=(400, 400)).astype(np.float32)
    arrays = dict.fromkeys(("train", "validation", "test"), (X, np.arange(400) % 2))
    stack = Stack(
        "Declared",
        [Trial(settings)],
        data_on("cpu", arrays, SoftmaxCrossEntropy(2), accuracy),
        TrainingProtocol(batch_size=400),
        0,
    )
    moments = moments_of(loaded(record))
    layer, x = stack.network.hidden[0], torch.from_numpy(X)[None]
    gain = variance_keeping_gain(loaded(record), "GELU")
    x = x / gain**0.5  # so that net inputs are standard normal
    y = layer.forward(x.clone(), training=True)
    assert float(y.mean()) == pytest.approx(moments.mean, abs=0.01)
    assert float(y.var()) == pytest.approx(moments.variance, rel=0.05)
    assert not torch.equal(y, layer.forward(x.clone(), training=False))


@pytest.mark.parametrize(
    ("activation", "message"),
    [
        ("torch.nn.PReLU", "has parameters; declare a network that trains them as a `module`"),
        ("torch.cumsum", "dim"),
        ("torch.nn.Softmin", "not elementwise"),
        ("torch.nn.functional.relux", "cannot be imported: AttributeError"),
        ("no_such_module.f", "cannot be imported: ModuleNotFoundError"),
        ("torch.numel", "not elementwise"),
        ("torch.log", r"'torch.log' is not finite at some value: f\(-3\) is nan"),
        ("torch.sqrt", "not finite at some value"),
        ("builtins.dict", "'builtins.dict' cannot be called on a tensor: TypeError"),
        ("torch.nn.Threshold", "'torch.nn.Threshold' cannot be called on a tensor: TypeError.* required positional"),
        ("torch.relu_", "has no derivative by autograd: a leaf Variable"),
        ("torch.detach", "has no derivative by autograd: its result does not depend"),
    ],
)
@pytest.mark.filterwarnings("ignore:Implicit dimension choice")
def test_what_is_no_activation_is_refused(activation, message):
    with pytest.raises(ValueError, match=message):
        loaded(ActivationNetwork(name="x", activation=activation))


def test_arguments_reach_the_function():
    twice = loaded(ActivationNetwork(name="x", activation="own_modules.swish", arguments={"beta": 2.0}))
    x = torch.tensor([-1.0, 0.5])
    torch.testing.assert_close(twice(x), x * torch.sigmoid(2 * x))


def test_an_activation_without_a_second_moment_needs_a_number():
    with pytest.raises(ValueError, match="no gain keeps the variance of 'zero'"):
        variance_keeping_gain(torch.zeros_like, "zero")


@pytest.mark.parametrize("activation", ["torch.nn.Mish", "own_modules.wave"])
@pytest.mark.parametrize("dropout_kind", ["plain", "alpha"])
def test_kernels_and_torch_train_alike(declared, activation, dropout_kind):
    """By a formula, and through torch where the activation has none."""
    declared(activation=activation, dropout_kind=dropout_kind)
    by_kernels = trained("Declared", epochs=3)
    with torch_only():
        by_torch = trained("Declared", epochs=3)
    for ours, theirs in zip(by_kernels, by_torch, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_an_activation_without_a_formula_is_named_in_the_log(declared, caplog):
    prepared(declared(activation="own_modules.snake"))
    assert "Declared: no kernel computes its activation" in caplog.text
    caplog.clear()
    prepared(declared(activation="torch.nn.Mish"))
    assert not caplog.text


@pytest.mark.filterwarnings("error")
def test_a_net_that_diverges_warns_of_nothing(declared):
    declared(activation="torch.nn.GELU")
    X = np.full((8, 3), 1e30, np.float32)
    arrays = dict.fromkeys(("train", "validation", "test"), (X, np.arange(8) % 2))
    setting = {"hidden_units": 4, "hidden_layers": 2, "learning_rate": 1e30}
    trial = Trial(setting)
    stack = Stack("Declared", [trial], data_on("cpu", arrays, SoftmaxCrossEntropy(2), accuracy), TrainingProtocol(), 0)
    with small_nets(), torch.no_grad():
        stack.train(3)
    assert trial.status.startswith("diverged")


@pytest.mark.parametrize("activation", ["Tanhshrink", "LeakyReLU", "Identity", "Hardshrink"])
def test_alpha_dropout_needs_a_lower_limit(declared, activation):
    record = declared(activation=f"torch.nn.{activation}", dropout_kind="alpha")
    with pytest.raises(ValueError, match=f"'torch.nn.{activation}' has no lower limit"):
        lower_limit(loaded(record), record.activation)


@pytest.mark.parametrize(("activation", "limit"), [("SELU", -1.7580993), ("Softsign", -1), ("GELU", 0), ("Mish", 0)])
def test_dropped_units_get_the_limit_itself(activation, limit):
    record = ActivationNetwork(name="x", activation=f"torch.nn.{activation}")
    assert lower_limit(loaded(record), activation) == pytest.approx(limit, abs=1e-4)
