"""Tasks by name, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from snnbench.data.catalog import catalog, nearest
from snnbench.data.csv_file import load_csv
from snnbench.data.declared import CsvSource, Dataset, OpenMLSource, Source
from snnbench.data.download import default_data_dir
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.htru2 import load_htru2
from snnbench.data.sklearn_sets import load_sklearn
from snnbench.data.task import Task
from snnbench.data.tox21.options import Tox21Options
from snnbench.data.tox21.task import load_tox21
from snnbench.data.uci import load_uci
from snnbench.extras import needs_extra
from snnbench.paths import expanded


def load_task(
    name: str,
    scaling: Literal["corrected", "as_published"] = "corrected",
    seed: int = 0,
    data_dir: str | Path | None = None,
    mirrors: Sequence[str] = (),
    datasets: Sequence[Dataset] = (),
    tox21: Tox21Options | None = None,
    processes: int | None = None,
) -> Task:
    """Return a task by its name, fetching its data if need be.

    Parameters
    ----------
    name : str
        Of the catalog (``snnbench tasks``) or of one of ``datasets``.
    scaling : {"corrected", "as_published"}
        What to do about the UCI archive's scaling per file: undo it and standardise on the training rows,
        or take the files as they are. Other sources are always standardised on the training rows.
    seed : int
        Of the splits.
    data_dir : path-like, optional
        Where downloads are kept; by default SNNBENCH_DATA, or ``data`` in the working directory.
    mirrors : sequence of str
        Folders or URLs tried before those of SNNBENCH_MIRROR and the official one.
    datasets : sequence of Dataset
        Declarations of the user's own data sets.
    tox21 : Tox21Options, optional
        Validation rows and features of Tox21; by default those of the config.
    processes : int, optional
        How many compute the features of Tox21; by default one per core. The task does not depend on it.

    Raises
    ------
    TaskUnavailable
        If the task is known, but no place delivers its data.
    DataError
        If there is no such task, or its data are damaged or not as they should be.
    """
    folder = expanded(data_dir) if data_dir is not None else default_data_dir()
    declared = {dataset.name: dataset for dataset in datasets}
    if name in declared:
        return _loader(declared[name].source)(declared[name], seed, folder, mirrors)
    if name not in catalog():
        raise DataError(f"no task '{name}': {nearest(name, [*catalog(), *declared])}")
    entry = catalog()[name]
    try:
        if entry.suite == "uci":
            return load_uci(entry, scaling, seed, folder, mirrors)
        if entry.suite == "htru2":
            return load_htru2(entry, seed, folder, mirrors)
        if entry.suite == "tox21":
            return load_tox21(entry, tox21 or Tox21Options(), folder, mirrors, processes)
    except FetchError as error:
        raise TaskUnavailable(name, str(error)) from error
    return load_sklearn(entry, seed)


def _loader(source: Source) -> Callable[[Dataset, int, Path, Sequence[str]], Task]:
    if isinstance(source, CsvSource):
        return load_csv
    with needs_extra():
        from snnbench.data.openml_set import load_openml
        from snnbench.data.openml_task import load_openml_task
    return load_openml if isinstance(source, OpenMLSource) else load_openml_task
