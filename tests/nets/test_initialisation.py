"""Initial weights: of the variance that each network asks for, from each member's seed, and no bias."""

import pytest
import torch

from snnbench.methods.registry import NETS
from snnbench.nets.build import Member, build_network

INPUTS, UNITS, OUTPUTS = 64, 128, 40
# Klambauer et al. 2017, section "Initialization": 1 / n; He et al. 2015: 2 / n before ReLU.
GAINS = {"SNN": 1.0, **dict.fromkeys(("MSRAinit", "BatchNorm", "LayerNorm", "WeightNorm", "Highway", "ResNet"), 2.0)}


def setting(method, **more):
    if method == "ResNet":
        more = {"units_per_block": UNITS, "blocks": 2, "block_form": "diavolo", "bottleneck": 0.5, **more}
    elif method == "Highway":
        more = {"hidden_layers": 2, **more}
    else:
        more = {"hidden_units": UNITS, "hidden_layers": 2, **more}
    return {"learning_rate": 0.1, **more}


def built(method, *members, inputs=INPUTS):
    return build_network(method, [Member(one, seed) for one, seed in members], inputs, OUTPUTS)


def weights(layer):
    return {name: t for name, t in layer.all_tensors() if name.split(".")[-1] in ("weight", "direction")}


def assert_variance(weight, gain):
    """Within five standard errors of a normal sample's variance, and of its mean."""
    fan_in, count = weight.shape[1], weight.numel()
    assert weight.var().item() == pytest.approx(gain / fan_in, rel=5 * (2 / count) ** 0.5)
    assert abs(weight.mean().item()) < 5 * (gain / fan_in / count) ** 0.5


@pytest.mark.parametrize("method", NETS)
def test_weights_have_the_variance_of_their_network(method):
    network = built(method, (setting(method), 3))
    for layer in network.hidden:
        for name, weight in weights(layer).items():
            gate = method == "Highway" and name.startswith("1.")
            assert_variance(weight, 1.0 if gate else GAINS[method])
    assert_variance(network.output.tensors["weight"], 1.0)
    if network.stem is not None:
        (stem,) = weights(network.stem).values()
        assert_variance(stem, 2.0)


@pytest.mark.parametrize("method", NETS)
def test_biases_start_at_0_but_for_gates_that_carry(method):
    network = built(method, (setting(method), 3))
    for name, tensor in network.all_tensors():
        if name.endswith("bias") and method != "SNN":
            # Children of the network: the output, the stem if there is one, hidden layers; of these the gate is second.
            gate = method == "Highway" and name.split(".")[1:] == ["1", "bias"]
            assert (tensor == (-2 if gate else 0)).all(), name
    if method == "SNN":
        x = torch.zeros(1, INPUTS)
        linears = [layer.layers[0] for layer in network.hidden]
        torch.testing.assert_close(linears[0].net_inputs(x.unsqueeze(0)), torch.zeros(1, 1, UNITS), atol=1e-6, rtol=0)


@pytest.mark.parametrize("method", NETS)
def test_a_members_weights_come_from_its_seed_alone(method):
    one, other = setting(method), setting(method, learning_rate=0.01)
    together = dict(built(method, (one, 3), (other, 4), (one, 5)).all_tensors())
    alone = dict(built(method, (one, 4)).all_tensors())
    for name, tensor in together.items():
        assert torch.equal(tensor[1], alone[name][0]), name
    for weight in weights(built(method, (one, 3), (other, 4))).values():
        assert not torch.equal(weight[0], weight[1])


def test_a_stem_stands_before_hidden_layers_of_another_width_than_the_data():
    assert built("ResNet", (setting("ResNet"), 0)).stem is not None
    assert built("ResNet", (setting("ResNet"), 0), inputs=UNITS).stem is None
    assert built("Highway", (setting("Highway"), 0)).stem is None
    assert built("Highway", (setting("Highway", hidden_units=UNITS), 0)).stem is not None
    assert built("SNN", (setting("SNN"), 0)).stem is None


def test_weights_decay_by_learning_rate_times_l2_where_any_member_has_one():
    decayed = built("MSRAinit", (setting("MSRAinit", l2=0.5), 0), (setting("MSRAinit", learning_rate=0.2), 1))
    for layer in (decayed.output, *(hidden.layers[0] for hidden in decayed.hidden)):
        assert layer.tensors["decay"].flatten().tolist() == pytest.approx([0.95, 1.0])
    plain = built("MSRAinit", (setting("MSRAinit", l2=0), 0))
    assert not any(name.endswith("decay") for name, _ in plain.all_tensors())


def test_members_of_another_shape_and_depths_that_rise_are_refused():
    with pytest.raises(ValueError, match="share all hyperparameters that shape their layers"):
        built("SNN", (setting("SNN"), 0), (setting("SNN", hidden_units=8), 1))
    with pytest.raises(ValueError, match=r"depths must fall from member to member, not \[2, 3\]"):
        built("SNN", (setting("SNN"), 0), (setting("SNN", hidden_layers=3), 1))
