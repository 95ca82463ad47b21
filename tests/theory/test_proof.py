"""The proof: what it certifies, what it refutes, and a checker that is not fooled."""

import ast
import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import snnbench.theory.checker as checker_module
from snnbench.cli import app
from snnbench.theory.certificate_file import NotACertificate, require_certificate
from snnbench.theory.checker import check
from snnbench.theory.jacobian import jacobian, spectral_norm
from snnbench.theory.mapping import moment_map, selu_moments
from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import supremum
from snnbench.theory.proof.certificate import write_certificate
from snnbench.theory.proof.decimals import agrees, decimal, rounded_down, rounded_up
from snnbench.theory.proof.derivative_bounds import derivative_bounds, signed_ranges
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


@pytest.fixture(scope="module")
def proof():
    theorems = paper_theorems()
    return theorems, prove(theorems)


@pytest.fixture(scope="module")
def certificate(proof, tmp_path_factory):
    path = tmp_path_factory.mktemp("certificate") / "certificate.json"
    write_certificate(path, *proof)
    return path


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
    result = decide(decreasing_variance(domain).claims[0], most_boxes=200)
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


def test_the_checker_verifies_the_certificate(certificate):
    assert set(check(certificate).values()) == {""}


def test_the_checker_shares_no_code_and_is_short():
    source = Path(checker_module.__file__).read_text()
    assert len(source.splitlines()) < 100
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported == {"json", "fractions", "itertools", "pathlib", "flint"}


def _without_a_box(claim):
    claim["boxes"].pop()


def _with_a_box_twice(claim):
    claim["boxes"][-1] = claim["boxes"][0]


def _with_a_shorter_box(claim):
    low, high = map(Fraction, claim["boxes"][0]["y"])
    claim["boxes"][0]["y"] = [str(low), str((low + 3 * high) / 4)]


def _with_too_good_a_bound(claim):
    worst = max(claim["boxes"], key=lambda box: Fraction(box["bound"]))
    worst["bound"] = str(Fraction(worst["bound"]) - Fraction(1, 10**4))


def _with_a_smaller_domain(claim):
    claim["domain"]["nu"][0] = str(Fraction(claim["domain"]["nu"][0]) + Fraction(1, 10))


def _with_a_bound_above_the_limit(claim):
    claim["bound"] = claim["boxes"][0]["bound"] = "2"


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (_without_a_box, "do not cover"),
        (_with_a_box_twice, "do not cover"),
        (_with_a_shorter_box, "do not cover"),
        (_with_too_good_a_bound, "does not hold"),
        (_with_a_smaller_domain, "is missing"),
        (_with_a_bound_above_the_limit, "not below the limit"),
    ],
)
@pytest.mark.parametrize("claim", [2, 4, 6, 8])
def test_the_checker_finds_what_was_tampered_with(certificate, tmp_path, monkeypatch, tamper, message, claim):
    monkeypatch.setattr(checker_module, "THEOREMS", checker_module.THEOREMS[claim : claim + 1])
    content = json.loads(certificate.read_text())
    tamper(content["claims"][claim])
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(content))
    (fault,) = check(forged).values()
    assert message in fault


def test_the_command_line_proves_and_checks(tmp_path):
    path = tmp_path / "c.json"
    proved = CliRunner().invoke(app, ["prove", "--certificate", str(path)])
    assert proved.exit_code == 0, proved.output
    assert "Theorem 1 proved; Theorem 2 proved; Theorem 3 proved" in proved.output
    checked = CliRunner().invoke(app, ["check-certificate", str(path)])
    assert checked.exit_code == 0, checked.output
    assert "all three theorems verified" in checked.output


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


def forged(**changes):
    """Return the text of a certificate with one claim, changed."""
    ends = {name: ["0", "1"] for name in ("mu", "omega", "nu", "tau")}
    box = {"x": ["0", "1"], "y": ["0", "1"], "bound": "0.5", **changes.pop("box", {})}
    claim = {"quantity": "variance loss", "domain": ends, "bound": "0.5", "boxes": [box], **changes}
    return json.dumps({"claims": [claim]})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "claims: Field required"),
        ("no json", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        ("[" * 100_000, "Invalid JSON"),
        ('{"claims": [1]}', "claims.0"),
        (forged(bound="1/0"), "claims.0.bound"),
        (forged(bound="1e999999999"), "claims.0.bound"),
        (forged(bound="1" * 41), "claims.0.bound"),
        (forged(bound="0.5\n"), "claims.0.bound"),
        (forged(bound=0.5), "claims.0.bound"),
        (forged(box={"x": ["0"]}), "claims.0.boxes.0.x"),
        (forged(boxes=[]), "claims.0.boxes: .* at least 1"),
        (forged(boxes=[None] * 2001), "claims.0.boxes: .* at most 2000"),
        (forged(domain={"mu": ["0", "1"]}), "claims.0.domain.omega"),
        (" " * 10_000_001, "10,000,001 bytes"),
    ],
)
def test_what_is_no_certificate_is_refused(tmp_path, content, message):
    path = tmp_path / "c.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = CliRunner().invoke(app, ["check-certificate", str(path)])
    assert result.exit_code == 1
    assert re.search(f"is no certificate: .*{message}", result.output), result.output


def test_a_certificate_that_is_not_there_is_named(tmp_path):
    result = CliRunner().invoke(app, ["check-certificate", str(tmp_path / "none.json")])
    assert result.exit_code == 1
    assert "none.json cannot be read: No such file" in result.output


@given(st.data())
def test_any_change_of_a_certificate_gives_a_verdict_or_a_clear_error(certificate, tmp_path_factory, data):
    """A value of a claim of few boxes, or a part of it, is replaced."""
    content = json.loads(certificate.read_text())["claims"][data.draw(st.sampled_from([0, 1, 3]))]
    node = content
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            node[key] = data.draw(st.none() | st.integers() | st.text(alphabet="0123456789-/.e", max_size=9))
            break
        node = node[key]
    path = tmp_path_factory.mktemp("forged") / "c.json"
    path.write_text(json.dumps({"claims": [content]}))
    try:
        require_certificate(path)
    except NotACertificate:
        return
    assert all(isinstance(fault, str) for fault in check(path).values())


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


def test_the_proof_does_not_depend_on_the_callers_precision(proof):
    with ctx.workprec(30):
        again = prove(paper_theorems())
    assert [[r.bound for r in found] for found in again] == [[r.bound for r in found] for found in proof[1]]
