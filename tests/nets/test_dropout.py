"""Dropout: the masks' rates, the moments alpha dropout restores, and independence of company."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from snnbench.nets.activations import Relu, Selu
from snnbench.nets.dropout import AlphaDropout, Dropout
from snnbench.nets.selu_constants import ALPHA, LAMBDA


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def masked(dropout, x):
    y = x.clone()
    dropout.mask_(y)
    return y


def activation(kind, rates, units, rows):
    """The activation that a kind of dropout follows, as the networks put them together."""
    dropout = kind(rates, units, generator(), rows)
    return Selu(dropout=dropout) if kind is AlphaDropout else Relu(dropout)


def as_input(layer, x):
    """Net inputs as the linear layer before would put them out."""
    return x * layer.scale + layer.offset if isinstance(layer, Selu) else x.clone()


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 0.95))
def test_units_drop_at_the_members_rate(rate):
    y = masked(Dropout([rate], 500, generator(), 1000), torch.ones(1, 1000, 500))
    dropped = (y == 0).double().mean().item()
    assert abs(dropped - rate) < 5 * (0.25 / y.numel()) ** 0.5 + 2**-17
    torch.testing.assert_close(y[y != 0], torch.full_like(y[y != 0], 1 / (1 - rate)), rtol=2e-4, atol=0)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.5])
def test_alpha_dropout_restores_mean_0_and_variance_1(rate):
    # Activations that SELU can put out: those of net inputs at the fixed point.
    x = torch.nn.functional.selu(torch.randn(1, 2000, 500, generator=generator(1)))
    y = masked(AlphaDropout([rate], 500, generator(), 2000), x)
    torch.testing.assert_close(y.mean().item(), 0.0, atol=4e-3, rtol=0)
    torch.testing.assert_close(y.var().item(), 1.0, atol=6e-3, rtol=0)


def test_alpha_dropout_restores_another_fixed_point():
    x = 0.3 + 2**0.5 * torch.randn(1, 2000, 500, generator=generator(1))
    y = masked(AlphaDropout([0.2], 500, generator(), 2000, mean=0.3, variance=2.0), x)
    torch.testing.assert_close(y.mean().item(), 0.3, atol=5e-3, rtol=0)
    torch.testing.assert_close(y.var().item(), 2.0, atol=2e-2, rtol=0)


def test_alpha_dropout_has_the_constants_of_torch():
    """A kept and a dropped unit have two values each, which are those torch.nn.AlphaDropout gives."""
    x = torch.full((1, 64, 64), 0.7)
    ours = masked(AlphaDropout([0.25], 64, generator(), 64), x)
    theirs = torch.nn.functional.alpha_dropout(x, 0.25, training=True)
    torch.testing.assert_close(ours.unique(), theirs.unique(), atol=1e-5, rtol=1e-5)
    dropped = -LAMBDA * ALPHA
    a = (0.75 + dropped**2 * 0.75 * 0.25) ** -0.5
    expected = torch.tensor([a * dropped - a * 0.25 * dropped, a * 0.7 - a * 0.25 * dropped])
    torch.testing.assert_close(ours.unique(), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_a_members_mask_does_not_depend_on_its_company(kind):
    rates = [0.0, 0.5, 0.5, 0.1]
    x = torch.randn(4, 16, 8, generator=generator(1))
    together = activation(kind, rates, 8, 16)
    y = together.forward(as_input(together, x), training=True).clone()
    step = together.backward(torch.ones_like(x))
    for i, rate in enumerate(rates):
        alone = activation(kind, [rate], 8, 16)
        torch.testing.assert_close(alone.forward(as_input(alone, x[i : i + 1]), training=True)[0], y[i])
        torch.testing.assert_close(alone.backward(torch.ones(1, 16, 8))[0], step[i])


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_gradients_are_those_of_autograd_under_the_same_mask(kind):
    rates = [0.3, 0.0, 0.3]
    x = torch.randn(3, 16, 8, generator=generator(1)).requires_grad_()
    layer = activation(kind, rates, 8, 16)
    ours = layer.forward(as_input(layer, x.detach()), training=True).clone()
    step = layer.backward(torch.full_like(x, 0.7))
    theirs = torch.nn.functional.selu(x) if kind is AlphaDropout else torch.relu(x)
    kept = kind(rates, 8, generator(), 16).draw(16)[round(0.3 * 2**16) / 2**16]
    if kind is AlphaDropout:
        q, dropped = 0.7, torch.tensor(-LAMBDA * ALPHA)
        a = (q + dropped**2 * q * (1 - q)) ** -0.5
        maps = [a * (torch.where(kept, of_member, dropped) - (1 - q) * dropped) for of_member in theirs[[0, 2]]]
    else:
        maps = [of_member * kept / 0.7 for of_member in theirs[[0, 2]]]
    expected = torch.cat([maps[0], theirs[1:2], maps[1]])
    expected.backward(torch.full_like(x, 0.7))
    torch.testing.assert_close(ours, expected.detach(), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(step, x.grad, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_a_small_batch_keeps_the_stream_in_step(kind):
    ones = torch.ones(1, 16, 8)
    whole, short = kind([0.5], 8, generator(), 16), kind([0.5], 8, generator(), 16)
    torch.testing.assert_close(masked(short, ones[:, :5]), masked(whole, ones)[:, :5])
    torch.testing.assert_close(masked(short, ones), masked(whole, ones))


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_nothing_is_dropped_in_evaluation(kind):
    x = torch.randn(1, 16, 8, generator=generator(1))
    layer = activation(kind, [0.5], 8, 16)
    expected = torch.nn.functional.selu(x) if kind is AlphaDropout else torch.relu(x)
    torch.testing.assert_close(layer.forward(as_input(layer, x), training=False), expected, atol=1e-6, rtol=1e-5)


def test_members_that_stay_keep_their_rates():
    layer = AlphaDropout([0.0, 0.5, 0.5, 0.1], 8, generator(), 16)
    layer.select_members(torch.tensor([1, 3]))
    assert [rate for _, rate in layer.split(torch.ones(2, 1, 1))] == [0.5, round(0.1 * 2**16) / 2**16]


def test_masks_are_fair_and_independent():
    """Bits of 400 steps: every bit position is fair, and neighbours in row, unit, step and stream are uncorrelated."""
    drops = [Dropout([0.5], 32, torch.Generator().manual_seed(seed), 64) for seed in (1, 2)]
    bits = np.stack([[drop._draw(64).numpy().astype(np.uint16) for _ in range(200)] for drop in drops])
    for position in range(16):
        assert abs(((bits >> position) & 1).mean() - 0.5) < 5 * 0.5 / bits.size**0.5
    signs = np.where(bits >= 2**15, 1.0, -1.0)
    for axis in range(4):
        first, second = np.delete(signs, -1, axis), np.delete(signs, 0, axis)
        assert abs((first * second).mean()) < 5 / first.size**0.5
    # A hash of the key and place repeats no step and no row.
    assert len(np.unique(bits.reshape(-1, 32), axis=0)) == bits.size // 32
