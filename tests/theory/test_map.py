"""The map g, its Jacobian and its fixed points, against quadrature, finite differences and mpmath."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from snnbench.nets.activations import ALPHA, LAMBDA
from snnbench.theory import constants
from snnbench.theory.fixed_point import fixed_point, iterate_map
from snnbench.theory.jacobian import jacobian, singular_values, spectral_norm
from snnbench.theory.mapping import moment_map, selu_moments
from snnbench.theory.parameters import selu_parameters
from snnbench.theory.quadrature import ACTIVATIONS, activation_moments, attracting_variances


def test_constants_are_those_of_the_networks():
    np.testing.assert_allclose((constants.ALPHA, constants.LAMBDA), (ALPHA, LAMBDA), rtol=1e-15)


def test_map_agrees_with_quadrature_on_10000_points():
    generator = np.random.default_rng(0)
    x, y = generator.uniform(-3, 3, 10_000), 10 ** generator.uniform(-3, 1.3, 10_000)
    ours = np.array(selu_moments(x, y))
    theirs = np.array([_by_quadrature(a, b) for a, b in zip(x, y, strict=True)]).T
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def _by_quadrature(x, y):
    """Mean and variance of SELU from the definition, cut at the kink."""
    deviation = math.sqrt(y)
    scale = 1 / (deviation * math.sqrt(2 * math.pi))
    low, high = x - 10 * deviation, x + 10 * deviation

    def below(z):
        return math.expm1(z) * math.exp(-((z - x) ** 2) / (2 * y))

    def above(z):
        return z * math.exp(-((z - x) ** 2) / (2 * y))

    def part(f, start, end):
        return quad(f, start, end, epsabs=1e-12, epsrel=1e-12)[0] if start < end else 0.0

    sides = ((below, LAMBDA * ALPHA, low, min(high, 0.0)), (above, LAMBDA, max(low, 0.0), high))
    mean = sum(factor * scale * part(f, start, end) for f, factor, start, end in sides)
    selu = {below: lambda z: LAMBDA * ALPHA * math.expm1(z), above: lambda z: LAMBDA * z}
    variance = sum(
        scale * part(lambda z, s=selu[f]: (s(z) - mean) ** 2 * math.exp(-((z - x) ** 2) / (2 * y)), start, end)
        for f, _, start, end in sides
    )
    return mean, variance


@pytest.mark.parametrize(("x", "y"), [(0, 1e8), (500, 1), (-500, 1), (-40, 30), (1e-3, 1e-8), (30, 1e6)])
def test_map_is_stable_far_out(x, y):
    with mpmath.workdps(60):
        a, lam, x_, y_ = map(mpmath.mpf, (constants.ALPHA, constants.LAMBDA, x, y))
        root = mpmath.sqrt(2 * y_)
        tail, bell = mpmath.erfc(x_ / root), mpmath.exp(-(x_**2) / (2 * y_))
        one = mpmath.exp(x_ + y_ / 2) * mpmath.erfc((x_ + y_) / root)
        two = mpmath.exp(2 * (x_ + y_)) * mpmath.erfc((x_ + 2 * y_) / root)
        mean = lam / 2 * (x_ + x_ * (1 - tail) + a * one - a * tail + mpmath.sqrt(2 * y_ / mpmath.pi) * bell)
        second = (x_**2 + y_) * (2 - tail) + a**2 * (two - 2 * one + tail)
        second = lam**2 / 2 * (second + mpmath.sqrt(2 / mpmath.pi) * x_ * mpmath.sqrt(y_) * bell)
        expected = float(mean), float(second - mean**2)
    np.testing.assert_allclose(np.array(selu_moments(x, y)), expected, rtol=1e-9, atol=1e-12)


def test_no_variance_is_the_function_itself():
    np.testing.assert_allclose(
        np.array(selu_moments([-2.0, 0.0, 3.0], 0)), [[LAMBDA * ALPHA * math.expm1(-2), 0, 3 * LAMBDA], [0, 0, 0]]
    )


def test_impossible_moments_are_named():
    with pytest.raises(ValueError, match=r"variances must be at least 0, not -1\.0"):
        selu_moments(0, -1)
    with pytest.raises(ValueError, match="tau is a sum of squares"):
        moment_map(0, 1, 0, -0.5)
    with pytest.raises(ValueError, match="positive variance"):
        jacobian(0, 0)


def test_jacobian_at_the_fixed_point():
    at = jacobian(0, 1)
    np.testing.assert_allclose(at[:, 0], 0, atol=1e-15)
    assert math.floor(at[0, 1] * 1e6) == 88834
    assert round(at[1, 1], 6) == 0.782648
    assert round(float(spectral_norm(at)), 4) == 0.7877


@given(
    st.floats(-1, 1), st.floats(0.05, 10), st.floats(-1, 1), st.floats(0.3, 2), st.floats(0.5, 3), st.floats(0.5, 1.5)
)
def test_jacobian_is_the_maps_derivative(mean, variance, omega, tau, alpha, lambda_):
    step = 1e-5
    columns = []
    for direction in ((step, 0), (0, step)):
        up, down = (
            np.array(moment_map(mean + s * direction[0], variance + s * direction[1], omega, tau, alpha, lambda_))
            for s in (1, -1)
        )
        columns.append((up - down) / (2 * step))
    exact = jacobian(mean, variance, omega, tau, alpha, lambda_)
    np.testing.assert_allclose(exact, np.stack(columns, 1), rtol=1e-5, atol=1e-6)
    values = singular_values(exact)
    assert values[0] >= values[1] >= 0
    assert values.prod() == pytest.approx(abs(np.linalg.det(exact)), abs=1e-12)


def test_parameters_of_0_1_are_equation_14():
    with mpmath.workdps(40):
        e, pi = mpmath.e, mpmath.pi
        tail = mpmath.erfc(1 / mpmath.sqrt(2)) * mpmath.sqrt(e)
        alpha = -mpmath.sqrt(2 / pi) / (tail - 1)
        inner = 2 * mpmath.erfc(mpmath.sqrt(2)) * e**2 + pi * tail**2 - 2 * (2 + pi) * tail + pi + 2
        lambda_ = (1 - tail) * mpmath.sqrt(2 * pi) / mpmath.sqrt(inner)
        found = selu_parameters()
        assert abs(found.alpha - alpha) < 1e-12
        assert abs(found.lambda_ - lambda_) < 1e-12


def test_parameters_of_0_2_are_those_of_section_a5():
    found = selu_parameters(0, 2)
    assert round(found.alpha, 5) == 1.97126
    assert round(found.lambda_, 5) == 1.06071


@given(st.floats(-0.3, 0.3), st.floats(0.5, 50))
def test_parameters_keep_the_fixed_point_they_were_asked_for(mean, variance):
    found = selu_parameters(mean, variance)
    assert found.alpha > 0
    assert found.lambda_ > 0
    np.testing.assert_allclose(
        np.array(moment_map(mean, variance, alpha=found.alpha, lambda_=found.lambda_)),
        [mean, variance],
        rtol=1e-9,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("mean", "variance", "message"),
    [
        (2, 1, r"no SELU with positive alpha and lambda has the fixed point \(2, 1\)"),
        (0, 0, "a positive variance, not"),
        (math.nan, 1, "a finite mean"),
    ],
)
def test_fixed_points_that_no_selu_has_are_refused(mean, variance, message):
    with pytest.raises(ValueError, match=message):
        selu_parameters(mean, variance)


def test_layers_go_to_the_fixed_point():
    for start in ((0.1, 0.3), (-0.5, 4.0)):
        *_, last = iterate_map(*start, 100)
        np.testing.assert_allclose(last, (0, 1), atol=1e-9)
    found = fixed_point(0.1, 1.1)
    np.testing.assert_allclose(
        np.array(moment_map(found.mean, found.variance, 0.1, 1.1)), [found.mean, found.variance], atol=1e-9
    )
    assert found.attracting
    assert found.spectral_norm < 1


@pytest.mark.parametrize("tau", [0.5, 3.0])
def test_weights_without_a_fixed_point_are_named(tau):
    with pytest.raises(ValueError, match=f"no fixed point for omega = 0.0, tau = {tau}"):
        fixed_point(tau=tau)


def test_quadrature_of_any_activation():
    for x, y in ((0.0, 1.0), (0.3, 2.0), (-1.0, 0.1)):
        np.testing.assert_allclose(
            activation_moments(ACTIVATIONS["SELU"], x, y), np.array(selu_moments(x, y)), atol=1e-10
        )
    mean, variance = activation_moments(ACTIVATIONS["ReLU"], 0.0, 4.0)
    assert mean == pytest.approx(2 / math.sqrt(2 * math.pi))
    assert variance == pytest.approx(2 - 4 / (2 * math.pi))


def test_among_activations_only_selu_keeps_a_variance():
    ((variance, slope),) = attracting_variances(ACTIVATIONS["SELU"])
    assert variance == pytest.approx(1)
    assert slope == pytest.approx(0.782648, abs=1e-6)
    for name in ("ReLU", "ELU", "GELU", "tanh"):
        assert attracting_variances(ACTIVATIONS[name]) == []
    # No weights help ReLU: it multiplies every variance by the same number.
    assert attracting_variances(ACTIVATIONS["ReLU"], tau=2 / (1 - 1 / math.pi)) == []
