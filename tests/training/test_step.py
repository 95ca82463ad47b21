"""Steps of a stack against torch.nn, autograd and torch.optim.SGD in float64, written without our layers."""

import copy

import pytest
import torch
from torch import nn

from snnbench.methods.registry import NETS
from snnbench.nets.kernels.choice import torch_only
from snnbench.nets.layer import Layer
from snnbench.randomness import seed_of
from snnbench.training.data import Data
from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy
from snnbench.training.protocol import TrainingProtocol
from snnbench.training.stack import Stack
from snnbench.training.trial import Trial

BATCH, ROWS, INPUTS, CLASSES, SEED = 32, 80, 9, 3, 5
DROPPED_SELU = -1.7580993408473766
EPSILON = torch.finfo(torch.float32).eps


class Mask(nn.Module):
    """Dropout (after ReLU) or alpha dropout (after SELU) by the mask that it is handed before each step."""

    def __init__(self, rate, alpha):
        super().__init__()
        self.rate, self.alpha, self.kept = rate, alpha, None

    def forward(self, x):
        q = 1 - self.rate
        if not self.training or self.rate == 0:
            return x
        if not self.alpha:
            return x * self.kept / q
        a = (q + DROPPED_SELU**2 * q * (1 - q)) ** -0.5
        b = -a * (1 - q) * DROPPED_SELU
        return a * torch.where(self.kept, x, torch.full_like(x, DROPPED_SELU)) + b


class Highway(nn.Module):
    def __init__(self, transform, gate, mask):
        super().__init__()
        self.transform, self.gate, self.mask = transform, gate, mask
        nn.init.constant_(gate.bias, -2.0)

    def forward(self, x):
        opening = torch.sigmoid(self.gate(x))
        return opening * self.mask(torch.relu(self.transform(x))) + (1 - opening) * x


class Residual(nn.Module):
    def __init__(self, *branch):
        super().__init__()
        self.branch = nn.Sequential(*branch)

    def forward(self, x):
        return torch.relu(x + self.branch(x))


def linear(weight, bias=True):
    layer = nn.Linear(*weight.shape, bias=bias, dtype=torch.float64)
    layer.weight.data = weight.T.double().clone()
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def reference(method, weights, rate):
    """One net in torch.nn, from the initial weight matrices in the order of its layers, output last."""
    mask = lambda: Mask(rate, method == "SNN")  # noqa: E731
    *hidden, output = weights
    layers = []
    if method == "Highway":
        layers = [Highway(linear(h), linear(g), mask()) for h, g in zip(hidden[::2], hidden[1::2], strict=True)]
    elif method == "ResNet":
        norm = lambda w: nn.BatchNorm1d(w.shape[1], dtype=torch.float64)  # noqa: E731
        stem, *hidden = hidden
        layers = [linear(stem), nn.ReLU()]
        for first, second in zip(hidden[::2], hidden[1::2], strict=True):
            block = linear(first, False), norm(first), nn.ReLU(), linear(second, False), norm(second)
            layers.append(Residual(*block))
    else:
        for w in hidden:
            units = w.shape[1]
            layers += {
                "SNN": lambda w, units: [linear(w), nn.SELU()],
                "MSRAinit": lambda w, units: [linear(w), nn.ReLU()],
                "BatchNorm": lambda w, units: [linear(w, False), nn.BatchNorm1d(units, dtype=torch.float64), nn.ReLU()],
                "LayerNorm": lambda w, units: [linear(w, False), nn.LayerNorm(units, dtype=torch.float64), nn.ReLU()],
                "WeightNorm": lambda w, units: [nn.utils.parametrizations.weight_norm(linear(w)), nn.ReLU()],
            }[method](w, units)
            layers.append(mask())
    return nn.Sequential(*layers, linear(output))


def optimizer(net, learning_rate, l2):
    """L2 on weight matrices, and of weight normalisation on the lengths; on no bias, scale or offset."""
    decayed = {
        id(parameter)
        for name, parameter in net.named_parameters()
        if name.endswith("original0") or (parameter.ndim == 2 and not name.endswith("original1"))
    }
    groups = [
        {"params": [p for p in net.parameters() if (id(p) in decayed) == decay], "weight_decay": l2 if decay else 0.0}
        for decay in (True, False)
    ]
    return torch.optim.SGD([group for group in groups if group["params"]], lr=learning_rate)


def layers_of(layer):
    yield layer
    for child in layer.children():
        yield from layers_of(child)


def matrices(network, member):
    """The member's weight matrices from the data to the output."""
    parts = [part for part in (network.stem, *network.hidden, network.output) if isinstance(part, Layer)]
    tensors = [tensor for part in parts for name, tensor in part.all_tensors() if name.split(".")[-1] in
               ("weight", "direction")]  # fmt: skip
    return [tensor[member].clone() for tensor in tensors if len(tensor) > member]


def make_data():
    generator = torch.Generator().manual_seed(0)
    parts = []
    for rows in (ROWS, 40, 41):
        x = torch.randn(rows, INPUTS, generator=generator)
        parts.append((x, torch.randint(CLASSES, (rows,), generator=generator)))
    return Data(*parts, SoftmaxCrossEntropy(CLASSES), accuracy)


def settings_of(method):
    shared = {"hidden_units": 8, "layer_form": "rectangular"}
    members = [
        {"hidden_layers": 3, "learning_rate": 0.1, "dropout": 0.25, "l2": 0.01},
        {"hidden_layers": 2, "learning_rate": 0.05, "dropout": 0.0, "l2": 0.1},
    ]
    if method == "Highway":
        shared = {}
    if method == "ResNet":
        shared = {"units_per_block": 8, "block_form": "rectangular"}
        members = [{"blocks": m["hidden_layers"], "learning_rate": m["learning_rate"], "l2": m["l2"]} for m in members]
    return [{**shared, **member} for member in members]


def masked_layers(network):
    """The dropout of each hidden layer."""
    found = (getattr(layer, "transform", layer) for layer in network.hidden)
    return [getattr(layer, "dropout", None) for layer in found]


@pytest.mark.parametrize("way", ["kernels", "torch"])
@pytest.mark.parametrize("method", NETS)
def test_an_epoch_is_that_of_torch_optim_sgd(method, way):
    data, settings = make_data(), settings_of(method)
    trials = [Trial(setting, i, seed=i) for i, setting in enumerate(settings)]
    with torch_only() if way == "torch" else torch.enable_grad(), torch.no_grad():
        stack = Stack(method, trials, data, TrainingProtocol(epochs=1, batch_size=BATCH, smoothing=1), SEED)
        before = copy.deepcopy(stack.network)
        stack.train(1)
        stack.score_on_test()
    order = torch.randperm(ROWS, generator=torch.Generator().manual_seed(seed_of(SEED, "batches")))
    batches = [order[start : start + BATCH] for start in range(0, ROWS, BATCH)]
    drops = masked_layers(before)
    kept = [[drop.draw(len(batch)) if drop else {} for batch in batches] for drop in drops]
    for member, (setting, trial) in enumerate(zip(settings, trials, strict=True)):
        rate = setting.get("dropout", 0.0)
        net = reference(method, matrices(before, member), rate)
        sgd = optimizer(net, setting["learning_rate"], setting["l2"])
        masks = [module for module in net.modules() if isinstance(module, Mask)]
        total = 0.0
        with torch.enable_grad():
            for number, batch in enumerate(batches):
                for mask, of_layer in zip(masks, kept, strict=False):
                    mask.kept = of_layer[number].get(rate, torch.ones(1, 1, 1, dtype=torch.bool))[0]
                loss = nn.functional.cross_entropy(net(data.train[0][batch].double()), data.train[1][batch])
                sgd.zero_grad()
                loss.backward()
                sgd.step()
                total += loss.item() * len(batch)
        terms = len(batches) * (BATCH + 2 * INPUTS) * (2 * len(masks) + 3)
        assert trial.training_loss[0] == pytest.approx(total / ROWS, rel=terms * EPSILON)
        weights = [p.detach() for name, p in net.named_parameters() if p.ndim == 2 and not name.endswith("original0")]
        for ours, theirs in zip(matrices(stack.network, member), weights, strict=True):
            torch.testing.assert_close(ours.double(), theirs.T, rtol=0, atol=terms * EPSILON * theirs.abs().max())
        net.eval()
        for (x, y), score in ((data.validation, trial.validation_curve[0]), (data.test, trial.test_score)):
            assert score == (net(x.double()).argmax(1) == y).double().mean().item()


def test_masks_of_layers_are_drawn_apart():
    stack = Stack("SNN", [Trial(settings_of("SNN")[0])], make_data(), TrainingProtocol(batch_size=BATCH), SEED)
    first, second, third = (next(iter(drop.draw(BATCH).values())) for drop in masked_layers(stack.network))
    for one, other in ((first, second), (first, third), (second, third)):
        # Units stay with probability 3/4: independent masks agree on 5/8 of them.
        agreement = (one == other).double().mean().item()
        assert abs(agreement - 5 / 8) < 5 * (15 / 64 / one.numel()) ** 0.5
