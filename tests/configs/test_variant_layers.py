"""The hidden layers of configs/variants against torch.nn with autograd."""

import pytest
import torch
from torch import nn

from configs.variants import layers
from snnbench.nets.build import Builder, Member, Position
from snnbench.nets.selu_constants import FixedPoint

INPUTS, UNITS, ROWS = 6, 4, 17
SETTING = {"learning_rate": 0.1, "hidden_layers": 1, "hidden_units": UNITS, "dropout": 0.5}
BLOCK = {"learning_rate": 0.1, "blocks": 1, "units_per_block": UNITS}


def built(layer, setting, members=2, first=False, inputs=INPUTS):
    net = [Member(setting, seed) for seed in range(members)]
    build = Builder(net, 2.0, 0, ROWS, torch.device("cpu"), FixedPoint())
    return layer(build, Position(members, inputs, UNITS, first=first))


def randn(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def torch_linear(layer, member):
    weight = layer.tensors["weight"][member]
    linear = nn.Linear(*weight.shape)
    linear.weight.data, linear.bias.data = weight.T.clone(), torch.zeros(weight.shape[1])
    return linear


def compare(layer, references, x, linears):
    """Compare outputs, passed-on steps and changes of weights, member by member."""
    before = [[linear.tensors["weight"][m].clone() for linear in linears] for m in range(2)]
    step = randn(2, ROWS, UNITS, seed=1)
    out = layer.forward(x.clone(), training=True).clone()
    passed = layer.backward(step.clone())
    for m, reference in enumerate(references):
        own = x[m].clone().requires_grad_()
        expected = reference(own)
        torch.testing.assert_close(out[m], expected.detach(), rtol=1e-4, atol=1e-5)
        expected.backward(step[m])
        torch.testing.assert_close(passed[m], own.grad, rtol=1e-4, atol=1e-4)
        of_torch = [module for module in reference.modules() if isinstance(module, nn.Linear)]
        for linear, module, old in zip(linears, of_torch, before[m], strict=True):
            change = linear.tensors["weight"][m] - old
            torch.testing.assert_close(change, module.weight.grad.T, rtol=1e-4, atol=1e-4)


def test_batch_norm_after_relu_is_that_of_torch():
    layer = built(layers.batch_norm_after_relu, {**SETTING, "dropout": 0})
    linear = layer.layers[0]
    references = [nn.Sequential(torch_linear(linear, m), nn.ReLU(), nn.BatchNorm1d(UNITS)) for m in range(2)]
    compare(layer, references, randn(2, ROWS, INPUTS), [linear])


class TorchResidual(nn.Module):
    def __init__(self, *branch):
        super().__init__()
        self.branch = nn.Sequential(*branch)

    def forward(self, x):
        return x + self.branch(x)


def test_a_block_of_preactivations_is_that_of_torch():
    layer = built(layers.residual_block_of_preactivations, BLOCK, inputs=UNITS)
    linears = layer.branch.layers[2::3]
    references = [
        TorchResidual(
            *(part for linear in linears for part in (nn.BatchNorm1d(UNITS), nn.ReLU(), torch_linear(linear, m)))
        )
        for m in range(2)
    ]
    compare(layer, references, randn(2, ROWS, UNITS), linears)


@pytest.mark.parametrize(
    ("layer", "opening"), [(layers.highway_gates_half_open, 0.5), (layers.highway_gates_almost_shut, 0.018)]
)
def test_gates_start_where_they_should(layer, opening):
    highway = built(layer, {**SETTING, "dropout": 0}, inputs=UNITS)
    x = torch.zeros(2, ROWS, UNITS)
    torch.testing.assert_close(
        torch.sigmoid(highway.gate.forward(x, training=False)), torch.full_like(x, opening), rtol=1e-2, atol=1e-3
    )


@pytest.mark.parametrize("layer", [layers.snn_with_input_dropout, layers.msra_init_with_input_dropout])
def test_a_fifth_of_the_inputs_is_dropped_in_training_only(layer):
    hidden = built(layer, SETTING, first=True, inputs=500)
    masked = hidden._masked(torch.ones(1, ROWS, 500))
    assert masked.unique().tolist() == pytest.approx([0, 1.25], rel=1e-4)
    share = float((masked == 0).float().mean())
    assert share == pytest.approx(0.2, abs=5 * (0.2 * 0.8 / (ROWS * 500)) ** 0.5)
    x = randn(1, ROWS, 500)
    torch.testing.assert_close(hidden.forward(x, training=False), hidden.layer.forward(x, training=False))


@pytest.mark.parametrize("layer", [layers.snn_with_input_dropout, layers.msra_init_with_input_dropout])
def test_inputs_are_dropped_by_the_first_layer_of_nets_with_dropout(layer):
    assert not isinstance(built(layer, SETTING, first=False), layers.InputDropout)
    assert not isinstance(built(layer, {**SETTING, "dropout": 0}, first=True), layers.InputDropout)
