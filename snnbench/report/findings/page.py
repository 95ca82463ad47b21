"""The page ``docs/results.md``: every number in it is computed from ``results/reference``."""

from __future__ import annotations

from pathlib import Path

from snnbench.report.findings.choices import choices
from snnbench.report.findings.htru2 import htru2
from snnbench.report.findings.papers_own_numbers import papers_own_numbers
from snnbench.report.findings.tox21 import tox21
from snnbench.report.findings.uci import luck_sections, verdict
from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder


def findings(reference: Path) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    reference : Path
        The folder ``results/reference``. Of the networks on UCI tasks the run ``uci`` is described, or ``quick`` where
        that is missing; of HTRU2 ``htru2`` or ``quick``.
    """
    uci = _run(reference, "uci")
    ranking = Rankings.of(uci, drop_incomplete=True).nets
    luck = Luck.of(uci, ranking.tasks, list(ranking.table["method"]))
    parts = [
        "# Results",
        f"This page is written by `snnbench findings`, from the rows in [`results/reference`](../results/reference); a "
        f"test fails when they part. The networks on UCI tasks are those of `results/reference/{uci.name}`.",
        *verdict(luck, uci),
        *luck_sections(luck),
        *choices(reference),
        *tox21(reference),
        *htru2(_run(reference, "htru2")),
        *papers_own_numbers(),
    ]
    return "\n\n".join(parts) + "\n"


def _run(reference: Path, name: str) -> RunFolder:
    return RunFolder.read(reference / (name if (reference / name / "runs.parquet").is_file() else "quick"))
