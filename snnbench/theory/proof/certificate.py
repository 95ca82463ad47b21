"""Certificates: all that an independent checker needs, with exact numbers as fractions or decimals."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from snnbench.files import written_whole
from snnbench.theory.proof.box import Interval
from snnbench.theory.proof.decimals import decimal, rounded_down, rounded_up
from snnbench.theory.proof.domain import Domain
from snnbench.theory.proof.prove import PLACES, PRECISION, Result
from snnbench.theory.proof.theorems import Theorem


def certificate(theorems: Sequence[Theorem], results: Sequence[Sequence[Result]]) -> dict[str, object]:
    """Return a proof as plain data for JSON.

    Parameters
    ----------
    theorems, results
        As :func:`snnbench.theory.proof.prove.prove` takes and returns them.

    Returns
    -------
    dict
        ``claims``, each with its ``domain`` (ends as fractions), the ``limit`` that its ``quantity`` stays below, the
        certified ``bound``, and the ``boxes`` that cover x = mu omega and y = nu tau, with a bound each. A claim that
        is not proved has its ``verdict`` and the ``witness`` too.
    """
    import flint

    return {
        "format": "snnbench certificate, version 1",
        "subject": "Theorems 1 to 3 of Klambauer et al. 2017, alpha and lambda from equation 14",
        "how to check": "snnbench check-certificate FILE; see snnbench/theory/checker.py",
        "precision in bits": PRECISION,
        "libraries": {
            "python": platform.python_version(),
            "python-flint": version("python-flint"),
            "flint": flint.__FLINT_VERSION__,
            "snnbench": version("snnbench"),
        },
        "claims": [
            _claim(theorem, result)
            for theorem, of_theorem in zip(theorems, results, strict=True)
            for result in of_theorem
        ],
    }


def write_certificate(path: Path, theorems: Sequence[Theorem], results: Sequence[Sequence[Result]]) -> None:
    """Write a proof to a JSON file."""
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(certificate(theorems, results), indent=1) + "\n", encoding="utf-8")


def _claim(theorem: Theorem, result: Result) -> dict[str, object]:
    claim = result.claim
    return {
        "theorem": theorem.number,
        "statement": claim.statement,
        "quantity": claim.quantity,
        "domain": _domain(claim.domain),
        "limit": str(claim.limit),
        "verdict": result.verdict,
        "bound": decimal(result.bound, PLACES),
        "largest value between": [decimal(rounded_down(result.lower, 8), 8), decimal(rounded_up(result.upper, 8), 8)],
        "witness": {name: str(number) for name, number in result.witness.items()},
        "boxes": [
            {"x": _ends(box.x), "y": _ends(box.y), "bound": decimal(bound, PLACES)} for box, bound in result.boxes
        ],
    }


def _domain(domain: Domain) -> dict[str, list[str]]:
    ranges = {
        "mu": (-domain.mu, domain.mu),
        "omega": (-domain.omega, domain.omega),
        "nu": domain.nu,
        "tau": domain.tau,
    }
    return {name: _ends(interval) for name, interval in ranges.items()}


def _ends(interval: Interval) -> list[str]:
    return [str(end) for end in interval]
