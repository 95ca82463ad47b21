"""Every layer against torch.nn with autograd: outputs, gradients, and a stack of k against k single nets."""

import pytest
import torch
from torch import nn

from snnbench.nets.activations import Relu, Selu
from snnbench.nets.hidden.batch_norm import BatchNormLayer, BlockEnd
from snnbench.nets.hidden.highway import CARRY_BIAS, Highway
from snnbench.nets.hidden.layer_norm import LayerNormLayer
from snnbench.nets.hidden.msra_init import ReluLayer
from snnbench.nets.hidden.resnet import ResidualBlock
from snnbench.nets.hidden.snn import SeluLayer
from snnbench.nets.hidden.weight_norm import WeightNormLayer
from snnbench.nets.layer import Chain
from snnbench.nets.linear import Linear, WeightNormLinear
from snnbench.nets.normalization import BatchNorm, LayerNorm

MEMBERS, ROWS, INPUTS, UNITS = 3, 17, 5, 4
CPU = torch.device("cpu")


def randn(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def torch_linear(weight, bias=True):
    layer = nn.Linear(*weight.shape, bias=bias)
    layer.weight.data = weight.T.clone()
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


class TorchHighway(nn.Module):
    def __init__(self, transform, gate):
        super().__init__()
        self.transform, self.gate = torch_linear(transform), torch_linear(gate)
        nn.init.constant_(self.gate.bias, CARRY_BIAS)

    def forward(self, x):
        opening = torch.sigmoid(self.gate(x))
        return opening * torch.relu(self.transform(x)) + (1 - opening) * x


class TorchResidual(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.branch = nn.Sequential(
            torch_linear(first, bias=False),
            nn.BatchNorm1d(UNITS),
            nn.ReLU(),
            torch_linear(second, bias=False),
            nn.BatchNorm1d(UNITS),
        )

    def forward(self, x):
        return torch.relu(x + self.branch(x))


def weight_norm(weight):
    return nn.utils.parametrizations.weight_norm(torch_linear(weight))


def residual(first, second):
    return ResidualBlock(
        BatchNormLayer(Linear(first, bias=False), BatchNorm(len(first), UNITS, CPU), Relu()),
        BlockEnd(Linear(second, bias=False), BatchNorm(len(second), UNITS, CPU)),
    )


# name: our layer from weights with a member axis, torch's from one member's, and the shapes of the weights
LAYERS = {
    "linear": (Linear, torch_linear, [(INPUTS, UNITS)]),
    "weight_norm": (WeightNormLinear, weight_norm, [(INPUTS, UNITS)]),
    "selu": (
        lambda w: SeluLayer(Linear(w, scale=Selu.scale, offset=Selu().offset), Selu()),
        lambda w: nn.Sequential(torch_linear(w), nn.SELU()),
        [(INPUTS, UNITS)],
    ),
    "relu": (
        lambda w: ReluLayer(Linear(w), Relu()),
        lambda w: nn.Sequential(torch_linear(w), nn.ReLU()),
        [(INPUTS, UNITS)],
    ),
    "batch_norm": (
        lambda w: Chain(Linear(w), BatchNorm(len(w), UNITS, CPU)),
        lambda w: nn.Sequential(torch_linear(w), nn.BatchNorm1d(UNITS)),
        [(INPUTS, UNITS)],
    ),
    "layer_norm": (
        lambda w: Chain(Linear(w), LayerNorm(len(w), UNITS, CPU)),
        lambda w: nn.Sequential(torch_linear(w), nn.LayerNorm(UNITS)),
        [(INPUTS, UNITS)],
    ),
    "batch_norm_relu": (
        lambda w: BatchNormLayer(Linear(w, bias=False), BatchNorm(len(w), UNITS, CPU), Relu()),
        lambda w: nn.Sequential(torch_linear(w, bias=False), nn.BatchNorm1d(UNITS), nn.ReLU()),
        [(INPUTS, UNITS)],
    ),
    "layer_norm_relu": (
        lambda w: LayerNormLayer(Linear(w, bias=False), LayerNorm(len(w), UNITS, CPU), Relu()),
        lambda w: nn.Sequential(torch_linear(w, bias=False), nn.LayerNorm(UNITS), nn.ReLU()),
        [(INPUTS, UNITS)],
    ),
    "weight_norm_relu": (
        lambda w: WeightNormLayer(WeightNormLinear(w), Relu()),
        lambda w: nn.Sequential(weight_norm(w), nn.ReLU()),
        [(INPUTS, UNITS)],
    ),
    "highway": (
        lambda t, g: Highway(ReluLayer(Linear(t), Relu()), Linear(g)),
        TorchHighway,
        [(UNITS, UNITS), (UNITS, UNITS)],
    ),
    "residual": (residual, TorchResidual, [(UNITS, UNITS), (UNITS, UNITS)]),
}


def make(name, members=MEMBERS):
    ours, reference, shapes = LAYERS[name]
    weights = [randn(members, *shape, seed=i) for i, shape in enumerate(shapes)]
    references = [reference(*(w[m] for w in weights)).double() for m in range(members)]
    return ours(*(w.clone() for w in weights)), references, randn(members, ROWS, shapes[0][0], seed=9)


@pytest.fixture(params=["torch", "kernels"])
def way(request):
    """The two ways a layer goes: (forward, backward) on tensors."""
    if request.param == "torch":
        return (lambda layer, x, training: layer.forward(x, training)), (lambda layer, step: layer.backward(step))
    return (
        lambda layer, x, training: torch.from_numpy(layer.forward_arrays(x.numpy(), training)),
        lambda layer, step: torch.from_numpy(layer.backward_arrays(step.numpy())),
    )


@pytest.mark.parametrize("name", LAYERS)
def test_outputs_and_gradients_are_those_of_torch(name, way):
    forward, backward = way
    layer, references, x = make(name)
    step = randn(MEMBERS, ROWS, UNITS, seed=7)
    before = {key: tensor.clone() for key, tensor in layer.all_tensors()}
    y = forward(layer, x.clone(), training=True).clone()
    passed_on = backward(layer, step.clone())
    moved = {key: tensor - before[key] for key, tensor in layer.all_tensors() if "running" not in key}
    if name == "selu":
        moved["0.bias"] /= Selu.scale
    for m, reference in enumerate(references):
        inputs = x[m].double().requires_grad_()
        expected = reference(inputs)
        expected.backward(step[m].double())
        torch.testing.assert_close(y[m].double(), expected.detach(), atol=2e-5, rtol=1e-4)
        torch.testing.assert_close(passed_on[m].double(), inputs.grad, atol=1e-4, rtol=1e-4)
        gradients = [parameter.grad for parameter in reference.parameters()]
        assert len(gradients) == len(moved)
        for gradient in gradients:
            assert any(same_up_to_layout(tensor[m].double(), gradient) for tensor in moved.values())


def same_up_to_layout(ours, theirs):
    """Whether two tensors agree as they are, transposed (torch keeps weights as (out, in)) or flat."""
    if ours.numel() != theirs.numel():
        return False
    return any(torch.allclose(layout.reshape(theirs.shape), theirs, atol=1e-4, rtol=1e-3) for layout in (ours, ours.T))


@pytest.mark.parametrize("name", LAYERS)
def test_evaluation_is_that_of_torch_after_training_batches(name, way):
    forward, _ = way
    layer, references, x = make(name)
    for seed in range(3):
        batch = randn(*x.shape, seed=seed)
        forward(layer, batch.clone(), training=True)
        for m, reference in enumerate(references):
            reference(batch[m].double())
    y = forward(layer, x.clone(), training=False)
    for m, reference in enumerate(references):
        expected = reference.eval()(x[m].double()).detach()
        torch.testing.assert_close(y[m].double(), expected, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("name", LAYERS)
def test_a_stack_is_its_members(name, way):
    forward, backward = way
    stack, _, x = make(name)
    step = randn(MEMBERS, ROWS, UNITS, seed=7)
    y = forward(stack, x.clone(), training=True).clone()
    passed_on = backward(stack, step.clone())
    for m in range(MEMBERS):
        single, _, _ = make(name)
        single.select_members(torch.tensor([m]))
        torch.testing.assert_close(forward(single, x[m : m + 1].clone(), training=True)[0], y[m])
        torch.testing.assert_close(backward(single, step[m : m + 1].clone())[0], passed_on[m])
        trained = dict(single.all_tensors())
        for key, tensor in stack.all_tensors():
            torch.testing.assert_close(trained[key][0], tensor[m])


@pytest.mark.parametrize("name", LAYERS)
def test_members_can_share_their_input(name, way):
    forward, _ = way
    shared, _, x = make(name)
    apart, _, _ = make(name)
    y = forward(shared, x[:1].clone(), training=True)
    expected = forward(apart, x[:1].expand(MEMBERS, -1, -1).clone(), training=True)
    torch.testing.assert_close(y, expected)


def test_selu_keeps_its_accuracy_over_the_whole_range():
    x = torch.linspace(-120, 40, 200_001)
    layer = Selu()
    ours = layer.forward(x * layer.scale + layer.offset, training=False)
    expected = nn.functional.selu(x.double())
    assert (ours.double() - expected).abs().max() < 5e-6 * 40
    small = x.abs() < 4
    assert (ours.double() - expected)[small].abs().max() < 1e-6


def test_l2_shrinks_weights_but_not_biases():
    weight = randn(2, INPUTS, UNITS)
    decay = torch.tensor([0.9, 1.0]).view(-1, 1, 1)
    layer = Linear(weight.clone(), decay=decay)
    layer.tensors["bias"].fill_(1)
    layer.forward(randn(2, ROWS, INPUTS), training=True)
    layer.backward(torch.zeros(2, ROWS, UNITS))
    torch.testing.assert_close(layer.tensors["weight"], weight * decay)
    assert (layer.tensors["bias"] == 1).all()
