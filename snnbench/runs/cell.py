"""A cell is a task and a method: all splits, repeats and settings of it."""

from __future__ import annotations

import logging
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch

from snnbench.config.model import Config
from snnbench.data.task import Task
from snnbench.files import written_whole
from snnbench.methods.method import Method
from snnbench.methods.registry import METHODS
from snnbench.methods.scikit_learn import ScikitLearn
from snnbench.runs.compute import Part, compute
from snnbench.runs.rows import TRIALS, failed_table, trials_table
from snnbench.runs.store import StackStore, Store, key_of
from snnbench.training.gpu_slot import gpu_slot
from snnbench.training.process import keep_freed_memory

log = logging.getLogger(__name__)


def run_cells(task: Task, methods: Sequence[str], config: Config, results: Path) -> pa.Table:
    """Return all trials of some methods on a task, computing those the store does not hold.

    Each cell's rows are also written to ``results/<run>/cells/<task>/<method>.parquet``. A method that
    raises leaves one row with the reason, and its traceback in the log.

    Parameters
    ----------
    task : Task
    methods : sequence of str
    config : Config
    results : Path
        Parent of the run's folder; the store shared by all runs lies beside it.
    """
    keep_freed_memory()
    tables = []
    for name in methods:
        parts = [
            _run_part(task, split, repeat, name, config, Store(results / "store"))
            for split in ([0] if task.refit else config.splits_of(task.suite, task.rows, len(task.splits)))
            for repeat in config.repeats_of(task.suite, task.rows, name)
        ]
        cell = pa.concat_tables([TRIALS.empty_table(), *parts])
        with written_whole(results / config.run / "cells" / task.name / f"{name}.parquet") as temporary:
            pq.write_table(cell, temporary)
        tables.append(cell)
    return pa.concat_tables(tables)


def method_named(name: str, config: Config) -> Method:
    """Return a built-in method or one of the config's ``estimators``."""
    for declared in config.estimators:
        if declared.name == name:
            return ScikitLearn(name, declared.estimator, declared.arguments)
    return METHODS[name]


def device_of(config: Config) -> str:
    """Return ``cuda`` or ``cpu``."""
    if config.device != "auto":
        return config.device
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def device_slot(device: str, results: Path, jobs_per_gpu: int) -> Iterator[str]:
    """Yield torch's name of the device to compute on; a GPU's is held until the end."""
    if device == "cpu":
        yield device
        return
    with gpu_slot(results / ".gpu-slots", torch.cuda.device_count(), jobs_per_gpu) as index:
        yield f"cuda:{index}"


def _run_part(task: Task, split: int, repeat: int, name: str, config: Config, store: Store) -> pa.Table:
    """Return the trials of one split and repeat, from the store if they are there."""
    part = Part(
        suite=task.suite,
        task=task.name,
        split=split,
        repeat=repeat,
        method=name,
        settings=config.grid_of(task.suite, name),
        seed=config.seed,
        protocol=config.protocol,
        search=config.search,
        stack_megabytes=config.stack_megabytes,
        precision=config.precision,
        device="cpu",
    )
    reason = task.without_score(split, repeat)
    if reason:
        return failed_table(part.names, reason)
    try:
        method = method_named(name, config)
        if method.uses_gpu:
            part = replace(part, device=device_of(config))
        key = part.key(task.content_hash(), method)
        stored = store.get(key)
        if stored is not None:
            log.info("%s on %s, split %d, repeat %d: found in the store", name, task.name, split, repeat)
            return stored
        stacks = StackStore(store, key)
        with device_slot(part.device, store.folder.parent, config.jobs_per_gpu) as place:
            folds = StackStore(store, key_of(chosen_by=replace(part, repeat=0).key(task.content_hash(), method)))
            trials = compute(part, task, method, place, stacks, folds)
    except Exception as error:
        log.exception("%s on %s, split %d, repeat %d failed", name, task.name, split, repeat)
        return failed_table(part.names, f"failed: {type(error).__name__}: {error}")
    table = trials_table(part.names, trials, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    stacks.put_cell(table)
    log.info("%s on %s, split %d, repeat %d: %d trials", name, task.name, split, repeat, len(trials))
    return table
