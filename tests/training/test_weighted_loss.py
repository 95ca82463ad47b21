"""Weighted cross-entropy: torch's per row times the weights, and rows of weight 2 count twice."""

import pytest
import torch

from snnbench.training.losses import SoftmaxCrossEntropy
from snnbench.training.weighted_loss import WeightedSoftmaxCrossEntropy

MEMBERS, ROWS, CLASSES = 2, 12, 4


@pytest.fixture
def outputs():
    return torch.randn(MEMBERS, ROWS, CLASSES, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def test_losses_and_gradients_are_torchs_times_the_weights(outputs):
    y = torch.arange(ROWS) % CLASSES
    weights = torch.linspace(0, 2, ROWS)
    loss = WeightedSoftmaxCrossEntropy(CLASSES, weights)
    summed, gradient = loss(outputs.clone(), loss.prepare(y).double())
    with torch.enable_grad():
        of_torch = outputs.clone().requires_grad_()
        for m in range(MEMBERS):
            expected = (torch.nn.functional.cross_entropy(of_torch[m], y, reduction="none") * weights).sum()
            (autograd,) = torch.autograd.grad(expected / ROWS, of_torch)
            torch.testing.assert_close(summed[m], expected.detach())
            torch.testing.assert_close(gradient[m], autograd[m])


def test_a_row_of_weight_two_counts_like_two_rows(outputs):
    y = torch.arange(ROWS) % CLASSES
    weights = torch.tensor([2.0, 1.0, 0.0] * (ROWS // 3))
    weighted, plain = WeightedSoftmaxCrossEntropy(CLASSES, weights), SoftmaxCrossEntropy(CLASSES)
    summed, gradient = weighted(outputs.clone(), weighted.prepare(y).double())
    rows = torch.arange(ROWS).repeat_interleave(weights.long())
    expected, of_rows = plain(outputs[:, rows], plain.prepare(y[rows]).double())
    torch.testing.assert_close(summed, expected)
    assert len(rows) == ROWS
    for row in range(ROWS):
        torch.testing.assert_close(gradient[:, row], of_rows[:, rows == row].sum(1))
