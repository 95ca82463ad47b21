"""``snnbench prove`` and ``snnbench check-certificate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from snnbench.theory.proof.prove import Result
    from snnbench.theory.proof.theorems import Theorem

RANGE_HELP = "of the domain, such as 0.5,16; needs --theorem"


def prove(
    certificate: Annotated[Path | None, typer.Option(help="Write the proof to this file, as JSON.")] = None,
    theorem: Annotated[int | None, typer.Option(help="Only this theorem.", min=1, max=3)] = None,
    mu: Annotated[str | None, typer.Option(help="Largest |mu| of the domain; needs --theorem.")] = None,
    omega: Annotated[str | None, typer.Option(help="Largest |omega| of the domain; needs --theorem.")] = None,
    nu: Annotated[str | None, typer.Option(help=f"Range of nu {RANGE_HELP}.")] = None,
    tau: Annotated[str | None, typer.Option(help=f"Range of tau {RANGE_HELP}.")] = None,
) -> None:
    """Prove Theorems 1 to 3 of the paper with certified arithmetic; exit status 0 only if all is proved.

    Every point of the domains is covered, not a grid. On a domain of your own a statement may be false; then a
    counter-example is shown.
    """
    import time

    from snnbench.theory.proof.certificate import write_certificate
    from snnbench.theory.proof.prove import prove as decide
    from snnbench.theory.proof.prove import theorem_verdict

    started = time.perf_counter()
    theorems = _theorems(theorem, {"mu": mu, "omega": omega, "nu": nu, "tau": tau})
    shown: list[int] = []

    def progress(of: Theorem, result: Result) -> None:
        if of.number not in shown:
            shown.append(of.number)
            typer.echo(f"Theorem {of.number}, {of.title}: {of.consequence}.")
        typer.echo("\n".join(_lines(result)))

    results = decide(theorems, progress)
    verdicts = {of.number: theorem_verdict(found) for of, found in zip(theorems, results, strict=True)}
    boxes = sum(len(result.boxes) for found in results for result in found)
    typer.echo("\n" + "; ".join(f"Theorem {number} {verdict}" for number, verdict in verdicts.items()))
    typer.echo(f"{boxes} boxes cover the domains; {time.perf_counter() - started:.1f} seconds")
    if certificate is not None:
        write_certificate(certificate, theorems, results)
        typer.echo(f"certificate: {certificate}; snnbench check-certificate {certificate} checks it with other code")
    if set(verdicts.values()) != {"proved"}:
        raise typer.Exit(1)


def check_certificate(certificate: Annotated[Path, typer.Argument(help="As `snnbench prove` wrote it.")]) -> None:
    """Check a proof of Theorems 1 to 3 with code that shares nothing with the prover."""
    import time

    from snnbench.theory.certificate_file import NotACertificate, require_certificate
    from snnbench.theory.checker import check

    started = time.perf_counter()
    try:
        require_certificate(certificate)
    except NotACertificate as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    faults = check(certificate)
    for (number, quantity, ranges), fault in faults.items():
        domain = ", ".join(
            f"{name} [{', '.join(r)}]" for name, r in zip(("mu", "omega", "nu", "tau"), ranges, strict=True)
        )
        typer.echo(f"Theorem {number}, {quantity}, {domain}: {fault or 'verified'}")
    failed = sum(bool(fault) for fault in faults.values())
    verdict = f"{failed} of {len(faults)} statements NOT verified" if failed else "all three theorems verified"
    typer.echo(f"\n{verdict}; {time.perf_counter() - started:.1f} seconds")
    if failed:
        raise typer.Exit(1)


def _lines(result: Result) -> list[str]:
    """Return what is shown of a result."""
    from snnbench.theory.proof.theorems import QUANTITIES

    quantity = QUANTITIES[result.claim.quantity]
    extreme = "largest" if quantity.sign > 0 else "smallest"
    lines = [f"  {result.verdict}: {result.claim.statement}"]
    if result.verdict == "proved":
        low, high = result.enclosure
        lines.append(f"    certified bound {result.certified}; the {extreme} value lies in [{low}, {high}]")
    else:
        point = ", ".join(f"{name} = {number}" for name, number in result.witness.items())
        value = float(quantity.sign * result.lower)
        lines.append(
            f"    {'counter-example' if result.verdict == 'refuted' else f'{extreme} found'}: {point}: {value:.8g}"
        )
        if result.verdict == "undecided":
            lines.append(f"    gave up after {len(result.boxes)} boxes")
    if result.printed_verdict is not None:
        lines.append(f"    the paper's printed bound {result.claim.printed} {result.printed_verdict}")
    return lines


def _theorems(number: int | None, changes: dict[str, str | None]) -> list[Theorem]:
    """Return the theorems to prove, on the user's domain if there is one."""
    from dataclasses import replace
    from fractions import Fraction

    from snnbench.theory.proof import theorems as paper

    given = {name: text for name, text in changes.items() if text is not None}
    if number is None:
        if given:
            raise typer.BadParameter(f"--{next(iter(given))} needs --theorem, whose domain it changes")
        return paper.paper_theorems()
    if not given:
        return [paper.paper_theorems()[number - 1]]
    values: dict[str, Any] = {}
    for name, text in given.items():
        try:
            ends = tuple(Fraction(end.strip()) for end in text.split(","))
        except (ValueError, ZeroDivisionError):
            ends = ()
        if len(ends) != (1 if name in ("mu", "omega") else 2):
            wanted = "one number, such as 0.1" if name in ("mu", "omega") else "two numbers, such as 0.5,16"
            raise typer.BadParameter(f"{text!r} must be {wanted}", param_hint=f"--{name}")
        values[name] = ends[0] if len(ends) == 1 else ends
    try:
        if number == 1:
            domain = replace(paper.CONTRACTION, **values)
            return [paper.contraction(domain, (domain,))]
        if number == 2:
            return [paper.decreasing_variance(replace(paper.LARGE_VARIANCE, **values))]
        return [paper.increasing_variance(*dict.fromkeys(replace(d, **values) for d in paper.SMALL_VARIANCE))]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
