"""What a run searched and what it lacks, in sentences."""

from __future__ import annotations

import json

import pandas as pd

from snnbench.nets.architectures import ARCHITECTURES
from snnbench.paper.grids import paper_grid_sizes, paper_grids
from snnbench.paper.tables import published_accuracies
from snnbench.report.formats import listed
from snnbench.report.run_folder import RunFolder

MAX_NAMED = 4
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
    if run.uses_halving:
        sentence += (
            ", by successive halving: most settings stop after a few epochs, which may favour networks that learn fast "
            "early"
        )
    else:
        sentence += ", each of them trained to the end"
    return [sentence + ".", *width_sentence(run)]


def width_sentence(run: RunFolder) -> list[str]:
    """Return how wide the networks are where the paper's are not, and what that means for a comparison.

    Parameters
    ----------
    run : RunFolder
    """
    if run.trials is None:
        return []
    trials = run.trials[(run.trials["suite"] == "uci") & run.trials["method"].isin(run.nets_of_paper)]
    tried, printed, as_input = set(), set(), []
    for method, settings in trials.groupby("method")["hyperparameters"]:
        width = ARCHITECTURES[method].width
        widths = {json.loads(text).get(width) for text in settings.unique()}
        as_input += [method] if widths == {None} else []
        tried |= widths - {None}
        printed |= set(paper_grids()["uci"][method].get(width, ()))
    if not tried or tried == printed:
        return []
    ours, paper = (listed([f"{units:,}" for units in sorted(widths)]) for widths in (tried, printed))
    others = f" (those of {listed(as_input)} are as wide as the input, as in the paper)" if as_input else ""
    return [
        f"Their hidden layers have {ours} units, in the paper {paper}{others}, so this run does not say what other "
        "widths would change."
    ]


def coverage_sentence(run: RunFolder) -> list[str]:
    """Return how many of the archive's tasks a run has, and on how many folds and with how many seeds.

    Parameters
    ----------
    run : RunFolder
    """
    sentences = []
    uci = run.tasks.index[(run.tasks["suite"] == "uci") & (run.tasks["status"] == "ok")]
    of_archive = len(published_accuracies().index)
    if 0 < len(uci) < of_archive:
        absent = absent_from_run(run)
        without = f"; {_named(absent)} {'is' if len(absent) == 1 else 'are'} absent" if absent else ""
        sentences.append(f"The run has {len(uci)} of the {of_archive} UCI tasks{without}.")
    # The other methods may have fewer seeds by the config.
    methods = run.nets or run.methods
    finished = run.runs[(run.runs["status"] == "ok") & run.runs["method"].isin(methods)]
    finished = finished[~finished["suite"].isin(["htru2", "tox21"])]
    complete = run.replicates(pd.Index(finished["task"].unique()), methods).index.to_frame(index=False)
    replicates = complete.groupby("task")[["split", "repeat"]].nunique()
    if len(replicates) and (replicates.max() > 1).any():
        folds, seeds = (_counts(replicates[level]) for level in ("split", "repeat"))
        sentences.append(f"Folds: {folds}; seeds: {seeds}.")
        alone = len(finished) - len(complete) * len(methods)
        if alone:
            sentences.append(f"Results on folds or seeds that another method lacks: {alone:,}.")
    return sentences


def absent_from_run(run: RunFolder) -> list[str]:
    """Return the paper's UCI tasks that a run lacks; empty for a run of less than half of them, which is a selection.

    Parameters
    ----------
    run : RunFolder
    """
    archive = list(published_accuracies().index)
    absent = [task for task in archive if task not in run.tasks.index]
    return absent if len(absent) < len(archive) / 2 else []


def _counts(numbers: pd.Series) -> str:
    tasks = numbers.value_counts().sort_index(ascending=False)
    if len(tasks) == 1:
        return f"{tasks.index[0]} on every task"
    return listed([f"{number} on {count} {'task' if count == 1 else 'tasks'}" for number, count in tasks.items()])


def missing_sentence(run: RunFolder) -> str:
    """Return how many results are missing, and of what; what failed and what was not run are told apart."""
    failed, total = run.failures(), len(run.runs)
    parts = []
    if len(failed):
        parts.append(
            f"{len(failed):,} of {total:,} results are missing, on {_named(list(dict.fromkeys(failed['task'])))}; see "
            "below for the reasons."
        )
    not_run = run.not_run()
    if len(not_run):
        tasks = list(dict.fromkeys(task for task, _ in not_run))
        cells = len(run.tasks.index[run.tasks["status"] == "ok"]) * len(run.methods)
        parts.append(f"{len(not_run):,} of {cells:,} pairs of a task and a method were not run, on {_named(tasks)}.")
    return " ".join(parts) or f"None of the {total:,} results failed."


def _named(tasks: list[str]) -> str:
    return (
        listed(tasks)
        if len(tasks) <= MAX_NAMED
        else f"{', '.join(tasks[:MAX_NAMED])} and {len(tasks) - MAX_NAMED} more"
    )


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
