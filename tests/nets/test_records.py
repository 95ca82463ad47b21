"""What records and small helpers of networks say, at the ends of what they take."""

import math

import numpy as np
import pytest
import torch
from scipy.special import erfc
from torch import nn

from snnbench.nets import network
from snnbench.nets.architecture import parameter_count
from snnbench.nets.architectures import ARCHITECTURES, block_widths, unregister
from snnbench.nets.build import Member, build_network
from snnbench.nets.hyperparameters import layer_widths
from snnbench.nets.layer import check_step, output_room
from snnbench.nets.masks import nothing_dropped, threshold
from snnbench.nets.ranges import RANGES
from snnbench.nets.scratch import Scratch
from snnbench.nets.selu_constants import ALPHA, LAMBDA, FixedPoint

INSIDE = {
    "positive integer": [1, 2, 4096],
    "positive number": [1, 0.5, 1e-9],
    "number of at least 0": [0, 0.0, 1e-9, 2],
    "rate of at least 0 and below 1": [0, 0.0, 0.5, 0.999],
    "share above 0 and at most 1": [1, 1.0, 1e-9],
    "rectangular or conic": ["rectangular", "conic"],
    "rectangular or diavolo": ["rectangular", "diavolo"],
}
OUTSIDE = {
    "positive integer": [0, -1, 1.5, "1", None],
    "positive number": [0, 0.0, -0.5, "1", None],
    "number of at least 0": [-1e-9, -1, "0", None],
    "rate of at least 0 and below 1": [1, 1.0, 1.5, -1e-9, "0.5", None],
    "share above 0 and at most 1": [0, 0.0, 1.001, -0.5, 2, "1", None],
    "rectangular or conic": ["diavolo", "", None, 1],
    "rectangular or diavolo": ["conic", "", None, 1],
}


@pytest.mark.parametrize("name", RANGES)
def test_a_range_holds_what_its_words_say(name):
    assert all(RANGES[name](value) for value in INSIDE[name])
    assert not any(RANGES[name](value) for value in OUTSIDE[name])


def test_selus_parameters_solve_equation_14():
    """By the closed form of the paper, and as torch has them."""
    half, two = erfc(1 / math.sqrt(2)), erfc(math.sqrt(2))
    alpha = -math.sqrt(2 / math.pi) / (half * math.exp(0.5) - 1)
    under_the_root = (
        2 * two * math.e**2 + math.pi * half**2 * math.e - 2 * (2 + math.pi) * half * math.exp(0.5) + math.pi + 2
    )
    lambda_ = (1 - half * math.exp(0.5)) * math.sqrt(2 * math.pi / under_the_root)
    assert (pytest.approx(alpha, rel=1e-12), pytest.approx(lambda_, rel=1e-12)) == (ALPHA, LAMBDA)
    ends = nn.functional.selu(torch.tensor([1.0, -100.0], dtype=torch.float64))
    assert ends.tolist() == pytest.approx([LAMBDA, -LAMBDA * ALPHA], rel=1e-12)
    point = FixedPoint()
    assert (point.alpha, point.lambda_, point.mean, point.variance) == (ALPHA, LAMBDA, 0.0, 1.0)


def test_parameters_are_those_of_torch_linear_layers():
    shapes = [(5, 7), (7, 1), (1, 3)]
    assert parameter_count(shapes) == sum(p.numel() for shape in shapes for p in nn.Linear(*shape).parameters())


@pytest.mark.parametrize(
    ("form", "units", "widths"),
    [
        ({}, 8, [8, 8]),
        ({"block_form": "rectangular", "bottleneck": 0.25}, 8, [8, 8]),
        ({"block_form": "diavolo", "bottleneck": 0.25}, 8, [2, 2, 8]),
        ({"block_form": "diavolo", "bottleneck": 0.75}, 9, [7, 7, 9]),
        ({"block_form": "diavolo", "bottleneck": 0.25}, 1, [1, 1, 1]),
    ],
)
def test_a_block_has_two_layers_or_three_through_a_bottleneck(form, units, widths):
    assert block_widths(form, units) == widths


def test_conic_layers_keep_at_least_one_unit_and_may_widen():
    assert layer_widths(2, 3, 1, "conic") == [2, 2, 1]
    assert layer_widths(1, 4, 1, "conic") == [1, 1, 1, 1]
    assert layer_widths(4, 2, 16, "conic") == [4, 8]


def test_the_papers_networks_cannot_be_forgotten():
    unregister("SNN")
    unregister("no such network")
    assert "SNN" in ARCHITECTURES


@pytest.mark.parametrize("rate", [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.95])
def test_16_random_bits_reach_a_threshold_as_often_as_a_unit_stays(rate):
    kept = np.arange(-(2**15), 2**15) >= threshold(rate)
    assert kept.mean() == pytest.approx(1 - rate, abs=2**-17)


def test_masks_that_drop_nothing():
    key, thresholds, maps = nothing_dropped(3)
    assert key == 0
    assert thresholds.dtype == np.int16
    assert thresholds.tolist() == [-(2**15)] * 3
    assert maps.tolist() == [[[1, 0, 0]]] * 3


def test_scratch_is_reused_where_it_suffices():
    scratch = Scratch()
    large = scratch.like(torch.empty(3, 5))
    assert (large.shape, large.dtype) == ((3, 5), torch.float32)
    assert scratch.like(torch.empty(2, 2)).data_ptr() == large.data_ptr()
    assert scratch.like(torch.empty(15)).data_ptr() == large.data_ptr()
    assert scratch.like(torch.empty(4, 4)).shape == (4, 4)
    assert scratch.like(torch.empty(2, dtype=torch.float64)).dtype == torch.float64
    assert scratch.like(torch.empty(2, device="meta")) is None


def test_kernels_are_given_what_fits():
    weight, x = np.zeros((3, 5, 4), np.float32), np.zeros((3, 7, 5), np.float32)
    assert output_room(x, weight).shape == output_room(x[:1], weight).shape == (3, 7, 4)
    for wrong in (x[:2], x[:, :, :4], np.zeros((4, 7, 5), np.float32)):
        with pytest.raises(ValueError, match="3 members of 5 inputs cannot read"):
            output_room(wrong, weight)
    check_step(x, x)
    with pytest.raises(ValueError, match=r"a step of \(3, 5, 4\) for outputs of \(3, 7, 5\)"):
        check_step(weight, x)


@pytest.mark.parametrize("method", ["SNN", "BatchNorm"])
def test_rows_are_evaluated_in_pieces_as_if_at_once(method, monkeypatch):
    setting = {"hidden_units": 6, "hidden_layers": 2, "learning_rate": 0.1, "dropout": 0.5}
    net = build_network(method, [Member(setting, 0), Member({**setting, "hidden_layers": 1}, 1)], 4, 3)
    features = torch.randn(7, 4, generator=torch.Generator().manual_seed(0))
    whole = net.outputs(features)
    assert whole.shape == (2, 7, 3)
    monkeypatch.setattr(network, "EVALUATION_ROWS", 3)
    torch.testing.assert_close(net.outputs(features), whole, atol=1e-6, rtol=1e-5)
