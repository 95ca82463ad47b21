"""What a run searched and what it lacks, in sentences."""

from __future__ import annotations

from snnbench.paper.grids import paper_grid_sizes
from snnbench.report.formats import listed
from snnbench.report.run_folder import RunFolder

NAMED = 4
"""Missing tasks or methods that are named."""


def search_sentence(run: RunFolder) -> list[str]:
    """Return how many settings the networks chose among, next to the paper's grid, and how they were searched."""
    if run.trials is None or not run.nets:
        return []
    trials = run.trials[run.trials["method"].isin(run.nets)]
    uci = trials[trials["suite"] == "uci"]
    cells = (uci if len(uci) else trials).groupby(["method", "task", "split", "repeat"]).size()
    if cells.empty:
        return []
    counts = cells.groupby("method").median().astype(int)
    method = "SNN" if "SNN" in counts.index else counts.index[0]
    sentence = f"Each network chose among {_range(counts.min(), counts.max())} settings per task"
    paper = paper_grid_sizes("uci").get(method)
    if len(uci) and paper:
        sentence += f" ({method} among {counts[method]}, in the paper among {paper})"
    if not run.uses_halving:
        return [sentence + ", each of them trained to the end."]
    return [
        sentence + ", by successive halving: most settings stop after a few epochs, which may favour networks that "
        "learn fast early."
    ]


def missing_sentence(run: RunFolder) -> str:
    """Return how many results are missing, and of what."""
    failed, total = run.failures(), len(run.runs)
    if failed.empty:
        return f"All {total:,} results are there."
    tasks = list(dict.fromkeys(failed["task"]))
    named = (
        listed(tasks[:NAMED]) if len(tasks) <= NAMED else f"{', '.join(tasks[:NAMED])} and {len(tasks) - NAMED} more"
    )
    return f"{len(failed):,} of {total:,} results are missing, on {named}; see below for the reasons."


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
