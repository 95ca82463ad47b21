"""Bounds of the derivatives of the Jacobian's entries, of the paper's Section A6."""

import numpy as np

from snnbench.theory.jacobian import jacobian
from snnbench.theory.proof.derivative_bounds import derivative_bounds, signed_ranges


def test_section_a6():
    bounds = {(b.entry, b.variable): b for b in derivative_bounds()}
    assert len(bounds) == 16
    assert all(b.verdict.startswith("holds") for b in bounds.values())
    assert all(b.upper - b.lower < float(b.printed) * 2e-7 for b in bounds.values())
    # Beside finite differences on random points, which never reach beyond the certified bound.
    generator = np.random.default_rng(0)
    points = generator.uniform([[-0.1], [-0.1], [0.8], [0.8]], [[0.1], [0.1], [1.5], [1.25]], (4, 5000))
    for k, variable in enumerate(("mu", "omega", "nu", "tau")):
        step = np.zeros((4, 1))
        step[k] = 1e-5
        slopes = (_jacobian(points + step) - _jacobian(points - step)) / 2e-5
        for (i, j), entry in {(0, 0): "J11", (0, 1): "J12", (1, 0): "J21", (1, 1): "J22"}.items():
            largest = np.abs(slopes[:, i, j]).max()
            assert 0.7 * float(bounds[entry, variable].upper) < largest < float(bounds[entry, variable].upper) + 1e-8


def _jacobian(points):
    mu, omega, nu, tau = points
    return jacobian(mu, nu, omega, tau)


def test_the_papers_contradiction_is_settled():
    ranges = signed_ranges()
    least, largest = (float(end) for end in (ranges["xi~"].least[0], ranges["xi~"].largest[1]))
    assert (round(least, 5), round(largest, 6)) == (-0.27686, -0.084813)
    assert float(ranges["nu~"].least[1]) < -0.3
