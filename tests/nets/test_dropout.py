"""Dropout: the masks' rates, the moments alpha dropout restores, and independence of company."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from snnbench.nets.activations import ALPHA, LAMBDA
from snnbench.nets.dropout import AlphaDropout, Dropout


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 0.95))
def test_units_drop_at_the_members_rate(rate):
    layer = Dropout([rate], 500, generator(), 1000)
    y = layer.forward(torch.ones(1, 1000, 500), training=True)
    dropped = (y == 0).double().mean().item()
    assert abs(dropped - rate) < 5 * (0.25 / y.numel()) ** 0.5 + 2**-17
    torch.testing.assert_close(y[y != 0], torch.full_like(y[y != 0], 1 / (1 - rate)), rtol=1e-4, atol=0)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.5])
def test_alpha_dropout_restores_mean_0_and_variance_1(rate):
    # Activations that SELU can put out: those of net inputs at the fixed point.
    x = torch.nn.functional.selu(torch.randn(1, 2000, 500, generator=generator(1)))
    y = AlphaDropout([rate], 500, generator(), 2000).forward(x, training=True)
    torch.testing.assert_close(y.mean().item(), 0.0, atol=4e-3, rtol=0)
    torch.testing.assert_close(y.var().item(), 1.0, atol=6e-3, rtol=0)


def test_alpha_dropout_restores_another_fixed_point():
    x = 0.3 + 2**0.5 * torch.randn(1, 2000, 500, generator=generator(1))
    layer = AlphaDropout([0.2], 500, generator(), 2000, mean=0.3, variance=2.0)
    y = layer.forward(x, training=True)
    torch.testing.assert_close(y.mean().item(), 0.3, atol=5e-3, rtol=0)
    torch.testing.assert_close(y.var().item(), 2.0, atol=2e-2, rtol=0)


def test_alpha_dropout_has_the_constants_of_torch():
    """A kept and a dropped unit have two values each, which are those torch.nn.AlphaDropout gives."""
    x = torch.full((1, 64, 64), 0.7)
    ours = AlphaDropout([0.25], 64, generator(), 64).forward(x, training=True)
    theirs = torch.nn.functional.alpha_dropout(x, 0.25, training=True)
    torch.testing.assert_close(ours.unique(), theirs.unique(), atol=1e-5, rtol=1e-5)
    dropped = -LAMBDA * ALPHA
    a = (0.75 + dropped**2 * 0.75 * 0.25) ** -0.5
    expected = torch.tensor([a * dropped - a * 0.25 * dropped, a * 0.7 - a * 0.25 * dropped])
    torch.testing.assert_close(ours.unique(), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_a_members_mask_does_not_depend_on_its_company(kind):
    x = torch.randn(3, 16, 8, generator=generator(1))
    together = kind([0.0, 0.5, 0.1], 8, generator(), 16)
    y = together.forward(x.clone(), training=True)
    step = together.backward(torch.ones_like(x))
    for i, rate in enumerate([0.0, 0.5, 0.1]):
        alone = kind([rate], 8, generator(), 16)
        torch.testing.assert_close(alone.forward(x[i : i + 1].clone(), training=True)[0], y[i])
        torch.testing.assert_close(alone.backward(torch.ones(1, 16, 8))[0], step[i])


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_a_small_batch_keeps_the_stream_in_step(kind):
    ones = torch.ones(1, 16, 8)
    whole, short = kind([0.5], 8, generator(), 16), kind([0.5], 8, generator(), 16)
    first = whole.forward(ones.clone(), training=True)
    torch.testing.assert_close(short.forward(ones[:, :5].clone(), training=True), first[:, :5])
    expected = whole.forward(ones.clone(), training=True)
    torch.testing.assert_close(short.forward(ones.clone(), training=True), expected)


@pytest.mark.parametrize("kind", [Dropout, AlphaDropout])
def test_nothing_is_dropped_in_evaluation(kind):
    x = torch.randn(1, 16, 8, generator=generator(1))
    torch.testing.assert_close(kind([0.5], 8, generator(), 16).forward(x, training=False), x)
