"""The proof: what it certifies, what it refutes, and the bounds that it rests on."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from snnbench.cli import app
from snnbench.theory.jacobian import jacobian, spectral_norm
from snnbench.theory.mapping import moment_map, selu_moments
from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import supremum
from snnbench.theory.proof.decimals import agrees, decimal, rounded_down, rounded_up
from snnbench.theory.proof.prove import decide, prove, theorem_verdict
from snnbench.theory.proof.theorems import (
    CONTRACTION,
    LARGE_VARIANCE,
    SMALL_VARIANCE,
    contraction,
    decreasing_variance,
    increasing_variance,
    paper_theorems,
)


def test_all_three_theorems_are_proved(proof):
    theorems, results = proof
    assert [theorem_verdict(found) for found in results] == ["proved"] * 3
    assert sum(len(found) for found in results) == sum(len(t.claims) for t in theorems) == 9


def test_certified_numbers_are_those_of_the_paper(proof):
    found = {(r.claim.quantity, r.claim.domain): r for of_theorem in proof[1] for r in of_theorem}
    verdicts = {q: r.printed_verdict for (q, _), r in found.items() if r.printed_verdict}
    assert verdicts == {
        "smallest mean": "holds to its printed digits",
        "largest mean": "holds",
        "smallest variance": "holds",
        "largest variance": "holds",
    }
    # The true minimum of mu~ lies below the printed one, as a grid says too.
    low, high = map(float, found["smallest mean", CONTRACTION].enclosure)
    assert -0.0310606 < low < high < -0.03106
    singular = {d.tau: r for (q, d), r in found.items() if q == "singular value"}
    assert float(singular[CONTRACTION.tau].bound) == pytest.approx(0.898, abs=5e-4)
    assert float(singular[Fraction(4, 5), Fraction(5, 4)].bound) == pytest.approx(0.989, abs=5e-4)


def test_bounds_hold_on_random_points_and_are_sharp(proof):
    generator = np.random.default_rng(0)
    for result in (r for of_theorem in proof[1] for r in of_theorem):
        domain = result.claim.domain
        ends = [(-domain.mu, domain.mu), (-domain.omega, domain.omega), domain.nu, domain.tau]
        corners = np.array(np.meshgrid(*[[float(a), float(b)] for a, b in ends])).reshape(4, -1)
        inside = generator.uniform(*np.array(ends, float).T[:, :, None], (4, 20_000))
        values = _float_quantity(result.claim.quantity, np.concatenate([corners, inside], 1))
        assert values.max() <= float(result.bound)
        witness = np.array([[float(result.witness[name])] for name in ("mu", "omega", "nu", "tau")])
        assert _float_quantity(result.claim.quantity, witness)[0] == pytest.approx(float(result.upper), abs=2e-8)


def _float_quantity(quantity, points):
    mu, omega, nu, tau = points
    after = moment_map(mu, nu, omega, tau)
    return {
        "smallest mean": lambda: -after.mean,
        "largest mean": lambda: after.mean,
        "smallest variance": lambda: -after.variance,
        "largest variance": lambda: after.variance,
        "singular value": lambda: spectral_norm(jacobian(mu, nu, omega, tau)),
        "variance growth": lambda: after.variance - nu,
        "variance loss": lambda: nu - after.variance,
    }[quantity]()


@pytest.mark.parametrize(
    "theorem",
    [
        decreasing_variance(replace(LARGE_VARIANCE, nu=(Fraction("1.5"), Fraction(16)))),
        increasing_variance(replace(SMALL_VARIANCE[0], nu=(Fraction("0.02"), Fraction("0.9")))),
        contraction(replace(CONTRACTION, tau=(Fraction("0.5"), Fraction("1.5")))),
    ],
)
def test_a_domain_widened_beyond_truth_is_refuted_by_a_point_of_it(theorem):
    results = [decide(claim) for claim in theorem.claims]
    assert theorem_verdict(results) == "refuted"
    for result in (r for r in results if r.verdict == "refuted"):
        domain, point = result.claim.domain, result.witness
        assert abs(point["mu"]) <= domain.mu
        assert abs(point["omega"]) <= domain.omega
        assert domain.nu[0] <= point["nu"] <= domain.nu[1]
        assert domain.tau[0] <= point["tau"] <= domain.tau[1]
        value = _float_quantity(result.claim.quantity, np.array([[float(v)] for v in point.values()]))[0]
        assert value >= float(result.claim.limit)


def test_a_statement_on_the_edge_of_truth_is_given_up():
    # nu~ = nu at (0, 1), so nothing below 0 can be shown there, nor anything above it found within few boxes.
    domain = replace(
        LARGE_VARIANCE, mu=Fraction(1, 10**9), nu=(Fraction(1), Fraction(16)), tau=(Fraction(1, 2), Fraction(1))
    )
    result = decide(decreasing_variance(domain).claims[0], max_boxes=200)
    assert result.verdict in ("undecided", "refuted")
    assert len(result.boxes) <= 202


@given(st.floats(-1, 1), st.floats(0.02, 16), st.floats(0, 0.3), st.floats(0, 0.5))
def test_balls_hold_the_values_at_the_corners(x, y, wide_x, wide_y):
    moments = BallMoments(arb(x).union(arb(x + wide_x)), arb(y).union(arb(y + wide_y)))
    for corner in ((x, y), (x + wide_x, y), (x, y + wide_y), (x + wide_x, y + wide_y)):
        mean, variance = map(float, selu_moments(*corner))
        assert abs(moments.mean() - mean).lower() < 1e-9
        assert abs(moments.variance() - variance).lower() < 1e-9
        derivatives = jacobian(0.5, corner[1], 2 * corner[0], 1.0) / [[2 * corner[0] or 1, 1]]
        assert abs(moments.mean(0, 1) - float(derivatives[0, 1])).lower() < 1e-9
        assert abs(moments.variance(0, 1) - float(derivatives[1, 1])).lower() < 1e-9


def test_g_keeps_0_1():
    with ctx.workprec(80):
        moments = BallMoments(arb(0), arb(1))
        for distance in (moments.mean(), moments.variance() - 1):
            assert distance.contains(0)
            assert abs(distance).upper() < 1e-18


def test_supremum_of_a_known_function():
    # x y has its largest value 6 at a corner, and 0 is a saddle.
    found = supremum(
        lambda m, box: m.x_jet() * m.y_jet(), [Box((Fraction(-1), Fraction(2)), (Fraction(1), Fraction(3)))]
    )
    assert found.reached
    assert found.lower <= 6 <= found.upper <= 6 + Fraction(1, 10**7)
    area = sum((b.x[1] - b.x[0]) * (b.y[1] - b.y[0]) for b, _ in found.leaves)
    assert area == 6


def test_printed_digits():
    assert agrees(Fraction("-0.03106051"), Fraction("-0.0310605"), "-0.03106")
    assert not agrees(Fraction("0.0677"), Fraction("0.0678"), "0.06773")
    third = Fraction(-1, 3)
    assert decimal(rounded_up(third, 4), 4) == "-0.3333"
    assert decimal(rounded_down(third, 4), 4) == "-0.3334"


def test_the_command_line_shows_a_counter_example():
    result = CliRunner().invoke(app, ["prove", "--theorem", "2", "--nu", "1.5,16"])
    assert result.exit_code == 1
    assert "counter-example: mu = " in result.output
    assert "Theorem 2 refuted" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nu", "1,2"], "needs --theorem"),
        (["--theorem", "2", "--nu", "1"], "two numbers"),
        (["--theorem", "2", "--nu", "5,4"], "nu must range from a positive number"),
        (["--theorem", "2", "--mu", "x"], "one number"),
    ],
)
def test_wrong_options_are_named(arguments, message):
    result = CliRunner().invoke(app, ["prove", *arguments], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert message in result.output


def test_the_proof_does_not_depend_on_the_callers_precision(proof):
    with ctx.workprec(30):
        again = prove(paper_theorems())
    assert [[r.bound for r in found] for found in again] == [[r.bound for r in found] for found in proof[1]]
