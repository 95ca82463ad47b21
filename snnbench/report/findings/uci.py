"""The seven networks on UCI tasks: the verdict, and how much of it is luck."""

from __future__ import annotations

from collections.abc import Iterator

from snnbench.report.findings.markdown import markdown
from snnbench.report.luck import ALL, Luck
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.luck import ranks_with_intervals, variance_sources
from snnbench.report.verdict import verdict_sentences


def verdict(luck: Luck | None, run: RunFolder) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## Does SNN rank first?"
    yield "\n".join(f"- {sentence}" for sentence in verdict_sentences(luck, run.uses_halving))


def luck_sections(luck: Luck | None) -> Iterator[str]:
    """Yield the section as Markdown, or nothing where the run has too few networks or tasks."""
    if luck is None:
        return
    yield "## What is luck"
    table = ranks_with_intervals(luck)
    yield table.note
    yield markdown(table.data[table.data["group"] == ALL].drop(columns=["group", "tasks"]))
    if luck.components is not None:
        sources = variance_sources(luck)
        yield sources.note
        yield markdown(sources.data)
