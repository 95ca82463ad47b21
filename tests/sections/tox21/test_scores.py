"""Areas and intervals against scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from snnbench.sections.tox21.scores import assay_aucs, bootstrap_weights, interval, resampled_aucs


@pytest.fixture
def predicted():
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, (80, 3)).astype(float)
    probabilities = np.round(generator.random((80, 3)) * 0.7 + 0.3 * labels, 1)  # rounded, so that some tie
    labels[generator.random((80, 3)) < 0.2] = np.nan
    labels[:, 2] = np.where(np.isnan(labels[:, 2]), np.nan, 0)
    return probabilities, labels


def test_an_assay_with_one_class_has_no_area(predicted):
    probabilities, labels = predicted
    areas = assay_aucs(probabilities, labels)
    present = np.isfinite(labels[:, 0])
    assert areas[0] == pytest.approx(roc_auc_score(labels[present, 0], probabilities[present, 0]))
    assert np.isnan(areas[2])


def test_resampled_areas_are_weighted_areas(predicted):
    probabilities, labels = predicted
    weights = bootstrap_weights(80, np.random.default_rng(1), resamples=20)
    assert (weights.sum(1) == 80).all()
    areas = resampled_aucs(probabilities, labels, weights)
    for assay in (0, 1):
        present = np.isfinite(labels[:, assay])
        for one, found in zip(weights, areas[:, assay], strict=True):
            expected = roc_auc_score(labels[present, assay], probabilities[present, assay], sample_weight=one[present])
            assert found == pytest.approx(expected, abs=1e-12)
    assert np.isnan(areas[:, 2]).all()


def test_intervals_cover_the_true_area_about_as_often_as_they_say():
    """Scores of actives and inactives are normal, one deviation apart: the true area is 0.760."""
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(100):
        labels = (generator.random(150) < 0.4).astype(float)[:, None]
        scores = generator.normal(size=(150, 1)) + labels
        low, high = interval(resampled_aucs(scores, labels, bootstrap_weights(150, generator, 300))[:, 0])
        covered += low <= 0.7602 <= high
    assert 87 <= covered <= 100
