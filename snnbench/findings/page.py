"""The page ``docs/results.md``: every number in it is computed from ``results/reference``."""

from __future__ import annotations

from pathlib import Path

from snnbench.findings import (
    accuracy,
    all_methods,
    choices,
    depth,
    figure_1,
    htru2,
    networks,
    papers_own_numbers,
    tox21,
)
from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.run_folder import RunFolder


def findings(reference: Path) -> str:
    """Return the page in Markdown.

    Parameters
    ----------
    reference : Path
        The folder ``results/reference``. Of methods on UCI tasks the run ``uci`` is described, or ``quick`` where
        that is missing; of HTRU2 ``htru2`` or ``quick``.

    Raises
    ------
    ValueError
        If the run has too few networks or tasks to rank.
    """
    run = _run(reference, "uci")
    rankings = Rankings.of(run, drop_incomplete=True)
    luck = Luck.of(run, rankings.nets.tasks, list(rankings.nets.table["method"]))
    if luck is None:
        raise ValueError(f"{reference / run.name}: too few networks or tasks to rank")
    depths = depth.Depths.of(run, list(rankings.nets.table["method"]))
    in_short = [
        networks.headline(luck),
        *accuracy.headline(luck),
        depth.headline(depths),
        all_methods.headline(rankings),
        *choices.headlines(reference),
        *tox21.headline(reference),
        *htru2.headline(_run(reference, "htru2")),
        *figure_1.headline(reference),
    ]
    parts = [
        "# Results",
        f"This page is written by `snnbench findings` from the rows in [`results/reference`](../results/reference); a "
        f"test fails when they disagree. Rows on UCI tasks are those of `results/reference/{run.name}`.",
        "\n".join(f"- {sentence}" for sentence in in_short),
        *networks.networks(run, rankings, luck),
        *depth.depth(depths),
        *all_methods.all_methods(run, rankings),
        *choices.choices(reference),
        *tox21.tox21(reference),
        *htru2.htru2(_run(reference, "htru2")),
        *figure_1.figure_1(reference),
        *papers_own_numbers.papers_own_numbers(),
    ]
    return "\n\n".join(parts) + "\n"


def _run(reference: Path, name: str) -> RunFolder:
    return RunFolder.read(reference / (name if (reference / name / "runs.parquet").is_file() else "quick"))
