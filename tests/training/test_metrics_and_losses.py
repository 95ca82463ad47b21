"""Scores against scikit-learn, losses and gradients against torch, selection against the paper's rules."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, roc_auc_score

from snnbench.training.losses import MaskedSigmoidCrossEntropy, SoftmaxCrossEntropy
from snnbench.training.metrics import accuracy, binary_auc, mean_assay_auc
from snnbench.training.selection import moving_average, ranked
from snnbench.training.trial import Trial


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10**6))
def test_scores_are_scikit_learns(rows, seed):
    generator = np.random.default_rng(seed)
    y = generator.integers(0, 2, rows)
    y[:2] = 0, 1
    # Few distinct values, so that ties are common.
    outputs = torch.from_numpy(generator.integers(-2, 3, (3, rows, 2)).astype(np.float32))
    labels = torch.from_numpy(y)
    for m in range(3):
        scores = (outputs[m, :, 1] - outputs[m, :, 0]).numpy()
        np.testing.assert_allclose(binary_auc(outputs, labels)[m], roc_auc_score(y, scores))
        expected = accuracy_score(y, outputs[m].argmax(1).numpy())
        np.testing.assert_allclose(accuracy(outputs, labels)[m], expected)


def test_mean_assay_auc_leaves_out_missing_labels_and_one_class_assays():
    generator = np.random.default_rng(0)
    y = generator.integers(0, 2, (50, 4)).astype(np.float32)
    y[generator.random(y.shape) < 0.3] = np.nan
    y[:, 3] = 1
    outputs = torch.from_numpy(generator.normal(size=(2, 50, 4)).astype(np.float32))
    for m in range(2):
        aucs = []
        for assay in range(3):
            known = ~np.isnan(y[:, assay])
            aucs.append(roc_auc_score(y[known, assay], outputs[m, known, assay]))
        np.testing.assert_allclose(mean_assay_auc(outputs, torch.from_numpy(y))[m], np.mean(aucs))


def test_outputs_that_are_not_finite_score_nothing():
    outputs = torch.full((1, 4, 2), torch.nan)
    assert accuracy(outputs, torch.tensor([0, 0, 1, 1])).item() == 0
    assert binary_auc(outputs, torch.tensor([0, 0, 1, 1])).isnan().all()


@torch.enable_grad()
def test_softmax_cross_entropy_is_torchs():
    outputs = torch.randn(3, 10, 4, dtype=torch.float64, requires_grad=True)
    y = torch.arange(10) % 4
    loss = SoftmaxCrossEntropy(4)
    summed, gradient = loss(outputs.detach(), loss.prepare(y).double())
    for m in range(3):
        expected = torch.nn.functional.cross_entropy(outputs[m], y)
        (autograd,) = torch.autograd.grad(expected, outputs)
        torch.testing.assert_close(summed[m] / 10, expected.detach())
        torch.testing.assert_close(gradient[m], autograd[m])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 30), st.floats(0, 60), st.integers(0, 10**6))
def test_the_loss_kernel_rounds_as_float32_does(rows, classes, spread, seed):
    generator = torch.Generator().manual_seed(seed)
    outputs = spread * torch.randn(2, rows, classes, generator=generator)
    loss = SoftmaxCrossEntropy(classes)
    targets = loss.prepare(torch.randint(classes, (rows,), generator=generator))
    expected, expected_gradient = loss(outputs.double(), targets.double())
    summed, gradient = loss(outputs, targets)
    epsilon = torch.finfo(torch.float32).eps
    # A difference of outputs is rounded to its own size; so is an exponential, by that much relative to itself.
    largest = 2 * outputs.abs().max().item() + 1
    torch.testing.assert_close(summed.double(), expected, rtol=epsilon, atol=4 * rows * largest * epsilon)
    bound = (classes + 4 * largest) * epsilon / rows
    torch.testing.assert_close(gradient.double(), expected_gradient, rtol=0, atol=bound)


def test_a_net_that_diverges_has_no_finite_loss():
    loss = SoftmaxCrossEntropy(3)
    targets = loss.prepare(torch.tensor([0, 1]))
    for wrong in (torch.nan, torch.inf):
        outputs = torch.zeros(2, 2, 3)
        outputs[0, 1, 2] = wrong
        summed, gradient = loss(outputs, targets)
        assert not summed[0].isfinite()
        assert gradient[0].isnan().any()
        assert summed[1].isfinite()
        assert gradient[1].isfinite().all()


@torch.enable_grad()
def test_masked_cross_entropy_is_torchs_on_the_labels_that_exist():
    outputs = torch.randn(2, 10, 3, dtype=torch.float64, requires_grad=True)
    y = (torch.arange(30).reshape(10, 3) % 2).double()
    y[::3, 1] = torch.nan
    summed, gradient = MaskedSigmoidCrossEntropy(3)(outputs.detach(), y)
    known = y.isfinite()
    for m in range(2):
        expected = torch.nn.functional.binary_cross_entropy_with_logits(outputs[m][known], y[known], reduction="sum")
        (autograd,) = torch.autograd.grad(expected, outputs)
        torch.testing.assert_close(summed[m], expected.detach())
        torch.testing.assert_close(gradient[m], autograd[m] / 10)
    assert (gradient[:, ~known] == 0).all()


def trial(score, layers=2, rate=0.1, dropout=0.0, number=0, status="ok"):
    setting = {"hidden_layers": layers, "learning_rate": rate, "dropout": dropout}
    return Trial(setting, number, validation_score=score, status=status)


@given(
    st.sampled_from([SoftmaxCrossEntropy, MaskedSigmoidCrossEntropy]),
    st.integers(2, 20),
    st.integers(1, 140),
    st.integers(2, 40),
    st.integers(0, 2**32 - 1),
)
@settings(deadline=None, max_examples=60)
def test_a_members_gradient_has_the_same_bits_in_any_company(kind, members, rows, columns, seed):
    generator = torch.Generator().manual_seed(seed)
    outputs = 3 * torch.randn(members, rows, columns, generator=generator)
    loss = kind(columns)
    labels = torch.randint(columns, (rows,), generator=generator)
    if kind is MaskedSigmoidCrossEntropy:
        labels = torch.randint(2, (rows, columns), generator=generator).float()
    targets = loss.prepare(labels)
    _, together = loss(outputs.clone(), targets)
    for member in (0, members - 1):
        _, alone = loss(outputs[member : member + 1].clone(), targets)
        assert torch.equal(alone[0], together[member])


def test_ties_prefer_layers_then_low_rates_then_high_dropout():
    candidates = [
        trial(0.8, 32),
        trial(0.9, 4, 0.01),
        trial(0.9, 8, 0.1, 0.0, 1),
        trial(0.9, 8, 0.01, 0.0, 2),
        trial(0.9, 8, 0.01, 0.05, 3),
        trial(1.0, 64, status="diverged in epoch 3"),
        trial(float("nan"), 64),
    ]
    assert [t.number for t in ranked(candidates)][:3] == [3, 2, 1]
    assert ranked(candidates)[-1] is candidates[0]
    assert len(ranked(candidates)) == 5


def test_equal_sums_in_another_order_tie():
    values = [0.1, 0.2, 0.3, 0.7, 0.9, 0.123456, 0.3, 0.31, 0.77, 0.5]
    assert moving_average(values, 10) == moving_average(values[::-1], 10)
    assert moving_average([0.0, 1.0, 1.0], 2) == 1.0
