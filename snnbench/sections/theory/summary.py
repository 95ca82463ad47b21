"""What was proved, in tables and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from snnbench.theory.proof.decimals import decimal, rounded_down, rounded_up
from snnbench.theory.proof.derivative_bounds import PRINTED_RANGE, DerivativeBound, SignedRange
from snnbench.theory.proof.prove import Result, theorem_verdict
from snnbench.theory.proof.theorems import QUANTITIES, Theorem


def theorem_entries(
    theorems: Sequence[Theorem], results: Sequence[Sequence[Result]], ranges: Mapping[str, SignedRange]
) -> list[dict[str, Any]]:
    """Return theorems and section A6 as plain data for the report.

    Returns
    -------
    list of dict
        ``name``, ``statement``, ``verdict``, ``consequence`` and ``certified``: a list of numbers, each with its
        ``statement``, ``verdict``, certified ``bound`` and ``enclosure``, and what the paper prints.
    """
    return [
        {
            "name": f"Theorem {theorem.number}",
            "title": theorem.title,
            "statement": theorem.statement,
            "verdict": theorem_verdict(found),
            "consequence": theorem.consequence,
            "certified": [_certified(result) for result in found],
        }
        for theorem, found in zip(theorems, results, strict=True)
    ] + [
        {
            "name": "Section A6, dJ22/dnu",
            "title": "a contradiction in the paper",
            "statement": _contradiction(ranges),
            "verdict": "settled",
            "consequence": "the printed bound is true, though not sharp; the printed range is that of another function",
            "certified": [
                {"statement": f"range of d2 {name} / dnu2", "enclosure": list(_range(found))}
                for name, found in ranges.items()
            ],
        }
    ]


def bounds_table(bounds: Sequence[DerivativeBound]) -> pd.DataFrame:
    """Return section A6, one row per derivative: printed bound, certified enclosure of the truth, verdict.

    Bounds are text, since their decimals are rounded outwards.
    """
    rows = [
        {
            "derivative": f"d{bound.entry}/d{bound.variable}",
            "printed": bound.printed,
            "certified_lower": decimal(rounded_down(bound.lower, 10), 10),
            "certified_upper": decimal(rounded_up(bound.upper, 10), 10),
            "verdict": bound.verdict,
        }
        for bound in bounds
    ]
    return pd.DataFrame(rows)


def theory_summary(
    theorems: Sequence[Theorem],
    results: Sequence[Sequence[Result]],
    bounds: Sequence[DerivativeBound],
    ranges: Mapping[str, SignedRange],
) -> list[str]:
    """Return the outcome in a few sentences; an indented one belongs to the one above it."""
    lines = []
    for theorem, found in zip(theorems, results, strict=True):
        lines.append(f"Theorem {theorem.number} ({theorem.title}): {theorem_verdict(found)}.")
        for result in found:
            printed = f"; printed {result.claim.printed} {result.printed_verdict}" if result.claim.printed else ""
            lines.append(f"  {result.claim.statement}: certified {result.certified}{printed}.")
    holding = [bound for bound in bounds if bound.verdict.startswith("holds")]
    sharp = [bound for bound in bounds if bound.verdict == "holds to its printed digits"]
    lines.append(
        f"Section A6: {len(holding)} of {len(bounds)} printed bounds of derivatives hold, {len(sharp)} of them "
        "to their printed digits only."
    )
    lines.append(_contradiction(ranges))
    return lines


def _certified(result: Result) -> dict[str, object]:
    sign = QUANTITIES[result.claim.quantity].sign
    return {
        "statement": result.claim.statement,
        "quantity": result.claim.quantity,
        "verdict": result.verdict,
        "bound": result.certified,
        "extreme": "largest" if sign > 0 else "smallest",
        "enclosure": list(result.enclosure),
        "printed": result.claim.printed,
        "printed_verdict": result.printed_verdict,
        "boxes": len(result.boxes),
    }


def _range(found: SignedRange) -> tuple[str, str]:
    return decimal(rounded_down(found.least[0], 6), 6), decimal(rounded_up(found.largest[1], 6), 6)


def _contradiction(ranges: Mapping[str, SignedRange]) -> str:
    variance, second = _range(ranges["nu~"]), _range(ranges["xi~"])
    return (
        f"dJ22/dnu: the paper prints both the bound 0.562302 and the range [{', '.join(PRINTED_RANGE)}]. The values "
        f"lie in [{', '.join(variance)}], so the bound holds and the range does not; the range is that of the second "
        f"moment, [{', '.join(second)}], without the squared mean."
    )
