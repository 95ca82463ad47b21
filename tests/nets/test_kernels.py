"""Compiled kernels against torch: same outputs, steps, parameters and masks."""

import math
from functools import partial

import numpy as np
import pytest
import torch

from snnbench.bench.sides import setting_of
from snnbench.methods.registry import NETS
from snnbench.nets.build import Member, build_network
from snnbench.nets.kernels.choice import torch_only

ROWS, INPUTS, OUTPUTS, DEPTH = 37, 13, 3, 3
EPSILON = torch.finfo(torch.float32).eps


def network(method, units, rates=(0.5, 0.0), **others):
    """Two members, with weight decay where ``l2`` is given, and dropout where the method has it."""
    settings = [{**setting_of(method, units, DEPTH, rate), **others} for rate in rates]
    return build_network(method, [Member(setting, i) for i, setting in enumerate(settings)], INPUTS, OUTPUTS, rows=ROWS)


def trained(net, steps=2, rows=ROWS, dtype=torch.float32):
    """Outputs of some training steps, and all tensors after them."""
    generator = torch.Generator().manual_seed(0)
    results = {}
    for step in range(steps):
        x = torch.randn(1, rows, INPUTS, generator=generator).to(dtype)
        outputs = net.forward(x, training=True).clone()
        results[f"outputs of step {step}"] = outputs
        # A step that depends on the member's own outputs only.
        net.backward(-0.01 * outputs * torch.randn(rows, OUTPUTS, generator=generator).to(dtype))
    return {**results, **dict(net.all_tensors())}


def assert_rounds_as_torch(ours, theirs, exact, terms):
    """Errors are those of as many float32 sums of ``terms`` numbers, or of the order of torch's own.

    Parameters
    ----------
    ours, theirs : dict of str to Tensor
        Computed in float32.
    exact : dict of str to Tensor
        The same in float64.
    terms : int
        Numbers summed one after the other on the way to a result.
    """
    assert ours.keys() == theirs.keys() == exact.keys()
    for name, expected in exact.items():
        scale = expected.abs().max().item()
        error, torchs = ((tensor.double() - expected).abs().max().item() for tensor in (ours[name], theirs[name]))
        # A condition number that torch's rounding meets, ours meets too.
        assert error <= 10 * torchs + terms * EPSILON * scale, (name, error, torchs, scale)


# Widths around the 16 numbers of a vector register, and rows that are no multiple of the tile's.
@pytest.mark.parametrize("units", [1, 13, 16, 40])
@pytest.mark.parametrize("method", NETS)
def test_training_is_that_of_torch(method, units):
    with torch_only():
        double = network(method, units, l2=1.0)
        double.double()
        exact = trained(double, dtype=torch.float64)
        theirs = trained(network(method, units, l2=1.0))
    ours = trained(network(method, units, l2=1.0))
    assert_rounds_as_torch(ours, theirs, exact, terms=2 * (DEPTH + 1) * max(units, ROWS))


@pytest.mark.parametrize("method", NETS)
def test_evaluation_is_that_of_torch(method):
    x = torch.randn(53, INPUTS, generator=torch.Generator().manual_seed(0))
    net = network(method, 13)
    trained(net)
    ours = {"outputs": net.outputs(x)}
    with torch_only():
        theirs = {"outputs": net.outputs(x)}
        net.double()
        exact = {"outputs": net.outputs(x.double())}
    assert_rounds_as_torch(ours, theirs, exact, terms=(DEPTH + 1) * 13)


@pytest.mark.parametrize("method", NETS)
def test_kernels_were_used(method, monkeypatch):
    net, calls = network(method, 8), []
    layer = net.hidden[0].inner[0] if method == "ResNet" else net.hidden[0]
    module = layer.kernels()
    for way in ("forward", "backward"):
        kernel = getattr(module, way)
        monkeypatch.setattr(module, way, lambda *arguments, kernel=kernel: (calls.append(1), kernel(*arguments)))
    trained(net, steps=1)
    assert len(calls) == 2 * DEPTH * (2 if method == "ResNet" else 1)


@pytest.mark.parametrize("method", NETS)
def test_a_member_has_the_same_bits_in_any_company(method):
    together, alone = network(method, 24).hidden[1], network(method, 24)
    alone.select_members(torch.tensor([1]))
    alone = alone.hidden[1]
    generator = torch.Generator().manual_seed(0)
    for rows in (ROWS, 2):
        x, step = (torch.randn(2, rows, 24, generator=generator).numpy() for _ in range(2))
        assert np.array_equal(together.forward_arrays(x, True)[1:], alone.forward_arrays(x[1:], True))
        passed_on = alone.backward_arrays(step[1:].copy())
        assert np.array_equal(together.backward_arrays(step)[1:], passed_on)
    for (_, expected), (_, tensor) in zip(together.all_tensors(), alone.all_tensors(), strict=True):
        assert torch.equal(tensor[0], expected[1])


def moved(tensor, numbers):
    """A copy that starts some float32 numbers after a cache line does."""
    room = torch.zeros(tensor.numel() + numbers)
    copy = room[numbers:].view(tensor.shape)
    copy.copy_(tensor)
    return copy


def _moved_empty(allocate, numbers, *shape, **options):
    return moved(allocate(*shape, **options), numbers)


@pytest.mark.parametrize("method", NETS)
@pytest.mark.parametrize("units", [13, 32])
def test_bits_do_not_depend_on_where_arrays_lie(method, units, monkeypatch):
    """Nothing that a layout of the heap decides may decide a result: all arrays shifted by 1 to 15 numbers."""
    found = []
    for shift in (0, 1, 7, 15):
        net = network(method, units, l2=1.0)
        layers = [net]
        for layer in layers:
            layers += layer.children()
            layer.tensors = {name: moved(tensor, shift) for name, tensor in layer.tensors.items()}
        with monkeypatch.context() as context:
            context.setattr(torch, "empty", partial(_moved_empty, torch.empty, shift))
            found.append(trained(net))
    for other in found[1:]:
        assert all(torch.equal(found[0][name], tensor) for name, tensor in other.items())


@pytest.mark.parametrize("method", NETS)
def test_one_row_and_nan_are_as_in_torch(method):
    with torch_only():
        double = network(method, 8, rates=(0.0,))
        double.double()
        exact = trained(double, steps=1, rows=1, dtype=torch.float64)
        theirs = trained(network(method, 8, rates=(0.0,)), steps=1, rows=1)
    ours = trained(network(method, 8, rates=(0.0,)), steps=1, rows=1)
    assert_rounds_as_torch(ours, theirs, exact, terms=(DEPTH + 1) * INPUTS)
    # A net that diverges is known by NaN, which no kernel may swallow.
    net = network(method, 8, rates=(0.0,))
    assert net.forward(torch.full((1, 4, INPUTS), math.nan), training=True).isnan().all()


@pytest.mark.parametrize("method", ["BatchNorm", "LayerNorm", "ResNet"])
def test_an_infinite_variance_is_as_in_torch(method):
    x = 1e19 * torch.randn(1, 8, INPUTS, generator=torch.Generator().manual_seed(0))
    with torch_only():
        expected = network(method, 8).forward(x, training=True)
    assert torch.equal(network(method, 8).forward(x, training=True).isnan(), expected.isnan())


@pytest.mark.parametrize("method", NETS)
def test_evaluation_between_forward_and_backward_changes_nothing(method):
    nets = [network(method, 8) for _ in range(2)]
    x, step = torch.randn(1, 4, INPUTS), torch.randn(2, 4, OUTPUTS)
    for net, evaluated in zip(nets, (False, True), strict=True):
        net.forward(x, training=True)
        if evaluated:
            net.outputs(x[0])
        net.backward(step.clone())
    assert all(torch.equal(a, b) for (_, a), (_, b) in zip(*(net.all_tensors() for net in nets), strict=True))


def test_double_precision_goes_through_torch():
    net = network("SNN", 8)
    net.double()
    assert net.forward(torch.randn(1, 4, INPUTS, dtype=torch.float64), training=True).dtype == torch.float64
    assert not net.by_kernels


def test_arrays_of_another_size_or_type_are_refused():
    net = network("SNN", 8)
    with pytest.raises(ValueError, match="13 inputs cannot read"):
        net.forward(torch.randn(1, 4, INPUTS - 1), training=True)
    net.forward(torch.randn(1, 4, INPUTS), training=True)
    with pytest.raises(ValueError, match="a step of"):
        net.hidden[-1].backward_arrays(np.zeros((2, 3, 8), np.float32))
    with pytest.raises(TypeError, match="No matching definition"):
        net.hidden[-1].backward_arrays(np.zeros((2, 4, 8)))
    net.double()
    with pytest.raises(ValueError, match="float64"):
        net.forward(torch.randn(1, 4, INPUTS), training=True)
