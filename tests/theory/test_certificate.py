"""The certificate: its checker is not fooled, and what is no certificate is refused by name."""

import ast
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import snnbench.theory.checker as checker_module
from snnbench.cli import app
from snnbench.theory.certificate_file import NotACertificate, require_certificate
from snnbench.theory.checker import check


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
