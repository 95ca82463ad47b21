"""Searches compared with the full grid, network by network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from snnbench.config.model import Config
from snnbench.data.task import Task
from snnbench.runs.cells import replications_of
from snnbench.runs.compute import Replication, compute
from snnbench.runs.keys import key_of, key_of_replication
from snnbench.runs.named import method_named
from snnbench.runs.store import FinishedTrials, Store
from snnbench.searches.replay import replay
from snnbench.stats.paired_difference import paired_difference
from snnbench.training.search_settings import Search
from snnbench.training.trial import Trial

log = logging.getLogger(__name__)
FULL = Search(strategy="grid")


def replayed_cells(
    task: Task, networks: Sequence[str], config: Config, searches: Mapping[str, Search], store: Store
) -> Iterator[dict[str, object]]:
    """Yield what each search chooses for each replication of some networks on a task.

    Parameters
    ----------
    task : Task
    networks : sequence of str
    config : Config
        Its networks are trained with ``search: grid``, unless the store holds their stacks.
    searches : mapping of str to Search
        By the names they get in the rows.
    store : Store
        Keeps finished stacks with the curves of all settings.

    Yields
    ------
    dict
        ``task``, ``split``, ``repeat``, ``method``, ``search``, ``test_score`` and ``epochs``, both for the search and
        (``_grid``) for the full grid.
    """
    config = config.model_copy(update={"search": FULL})
    for name in networks:
        for replication in replications_of(task, name, config):
            trials = _trained(replication, task, config, store)
            rows = len(task.prepare(replication.split, replication.repeat).train.y)
            full = replay(trials, FULL, replication.protocol, rows)
            for label, search in searches.items():
                by_depth = task.suite in search.by_depth
                found = replay(trials, search, replication.protocol, rows, by_depth=by_depth)
                if full is None or found is None:
                    log.warning("%s: no setting can be chosen", replication)
                    continue
                yield {
                    **replication.names,
                    "search": label,
                    "test_score": found.test_score,
                    "epochs": found.epochs,
                    "test_score_grid": full.test_score,
                    "epochs_grid": full.epochs,
                }


def _trained(replication: Replication, task: Task, config: Config, store: Store) -> list[Trial]:
    """Return all trials of a replication with their curves."""
    method = method_named(replication.method, config)
    key = key_of_replication(replication, task.content_hash(), method)
    folds = FinishedTrials(store, key_of(chosen_by=key))
    return compute(replication, task, method, FinishedTrials(store, key), folds, replication.device)


def search_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Return by how much each search changes the test score of each network.

    Parameters
    ----------
    cells : DataFrame
        Rows of :func:`replayed_cells`.

    Returns
    -------
    DataFrame
        A row per search and network: ``search``, ``method``, ``tasks``, mean test score with the full ``grid`` and with
        the search (``changed``), ``difference_points`` (the search minus the grid, in percentage points), its
        ``standard_error`` over the tasks, and ``epochs``, the share of the grid's epochs that the search trains. Cells
        in which the search chooses an epoch that was not scored are left out.
    """
    rows = []
    for (search, method), all_of_one in cells.groupby(["search", "method"], sort=False):
        some = all_of_one.dropna(subset=["test_score"]).set_index(["task", "split", "repeat"])
        found = paired_difference(some["test_score_grid"], some["test_score"])
        rows.append(
            {
                "search": search,
                "method": method,
                "tasks": found.tasks,
                "grid": found.before,
                "changed": found.after,
                "difference_points": found.points,
                "standard_error": found.standard_error,
                "epochs": all_of_one["epochs"].sum() / all_of_one["epochs_grid"].sum(),
            }
        )
    return pd.DataFrame(rows)
