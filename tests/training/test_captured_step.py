"""A step as one CUDA graph takes the same step, which needs a GPU, or stops."""

import warnings
from contextlib import nullcontext

import pytest
import torch

from snnbench.methods.networks import replace_registered
from snnbench.methods.registry import NETS
from snnbench.nets.architectures import unregister
from snnbench.nets.own.records import ActivationNetwork, ModuleNetwork
from snnbench.training import stack as stack_module
from snnbench.training.captured_step import empty_graph_is_an_error
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.module_stack import ModuleStack
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")


def weights_after(method, dropout, monkeypatch, steps_before_capture):
    monkeypatch.setattr(stack_module, "STEPS_BEFORE_CAPTURE", steps_before_capture)
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(300, 20, generator=generator).cuda(), torch.randint(3, (300,), generator=generator).cuda()
    data = Data((x, y), (x[:100], y[:100]), (x[:100], y[:100]), SoftmaxCrossEntropy(3), accuracy)
    shape = {"blocks": 4, "units_per_block": 16, "block_form": "rectangular"}
    if method != "ResNet":
        shape = {"hidden_layers": 4, "hidden_units": 16, "dropout": dropout}
    trials = [Trial({**shape, "learning_rate": rate}, i, i) for i, rate in enumerate((0.01, 0.1))]
    with torch.no_grad():
        stack = Stack(method, trials, data, TrainingProtocol(epochs=4, smoothing=2), seed=1)
        stack.train(2)
        stack.select(stack.trials[:1])
        stack.train(4)
    return dict(stack.network.all_tensors())


@needs_gpu
@pytest.mark.parametrize("dropout", [0.0, 0.1])
@pytest.mark.parametrize("method", NETS)
def test_a_captured_step_gives_the_same_bits(method, dropout, monkeypatch):
    one_by_one = weights_after(method, dropout, monkeypatch, steps_before_capture=10**9)
    captured = weights_after(method, dropout, monkeypatch, steps_before_capture=3)
    for name, tensor in one_by_one.items():
        torch.testing.assert_close(captured[name], tensor, rtol=0, atol=0)


def test_an_empty_graph_is_an_error():
    said_by_torch = (
        "The CUDA Graph is empty. This usually means that the graph was attempted to be captured on wrong device"
    )
    with pytest.raises(RuntimeError, match="No training step was captured: The CUDA Graph"), empty_graph_is_an_error():
        warnings.warn(said_by_torch, stacklevel=1)


@needs_gpu
def test_torch_warns_of_an_empty_graph_in_these_words():
    with (
        pytest.raises(RuntimeError, match="No training step was captured"),
        empty_graph_is_an_error(),
        torch.cuda.graph(torch.cuda.CUDAGraph()),
    ):
        pass


def test_other_warnings_pass_a_capture():
    with pytest.warns(UserWarning, match="Something else"), empty_graph_is_an_error():
        warnings.warn("Something else", stacklevel=1)


class Captured(Exception):
    """Raised in place of a capture, which needs a GPU."""


def first_steps_as_on_a_gpu(stack, monkeypatch):
    """Train a stack on the CPU that takes its device for a GPU when it chooses how to take a step."""

    def captured(*arguments):
        raise Captured

    monkeypatch.setattr(stack_module, "CapturedStep", captured)
    choose = type(stack)._step_of

    def as_on_a_gpu(self, features):
        self.device = torch.device("cuda")
        try:
            return choose(self, features)
        finally:
            self.device = torch.device("cpu")

    monkeypatch.setattr(type(stack), "_step_of", as_on_a_gpu)
    stack.train(3)
    assert stack.steps > stack_module.STEPS_BEFORE_CAPTURE


def on_wine(data, name, **shape):
    return Stack(name, [Trial({**shape, "learning_rate": 0.01}, 0, 0)], data, TrainingProtocol(batch_size=32), seed=0)


def test_a_module_is_never_captured(data, monkeypatch):
    record = ModuleNetwork(name="Own", module="own_modules.SeluNet")
    trials = [Trial({"width": 8, "depth": 2, "learning_rate": 0.01}, 0, 0)]
    first_steps_as_on_a_gpu(ModuleStack(record, trials, data, TrainingProtocol(batch_size=32), 0), monkeypatch)


@pytest.mark.parametrize(("activation", "captured"), [("torch.nn.Mish", True), ("torch.sin", False)])
def test_an_activation_is_captured_where_its_formula_is_known(activation, captured, data, monkeypatch, request):
    replace_registered(ActivationNetwork(name="Own", activation=activation))
    request.addfinalizer(lambda: unregister("Own"))
    stack = on_wine(data, "Own", hidden_units=8, hidden_layers=2, layer_form="rectangular", dropout=0)
    with pytest.raises(Captured) if captured else nullcontext():
        first_steps_as_on_a_gpu(stack, monkeypatch)


def test_a_built_in_network_is_captured(data, monkeypatch):
    stack = on_wine(data, "SNN", hidden_units=8, hidden_layers=2, layer_form="rectangular", dropout=0)
    with pytest.raises(Captured):
        first_steps_as_on_a_gpu(stack, monkeypatch)
