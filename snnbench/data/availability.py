"""The known tasks, and which are available here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pandas as pd

from snnbench.data import htru2, uci
from snnbench.data.archives import tar_names
from snnbench.data.catalog import catalog
from snnbench.data.download import local_path
from snnbench.data.errors import DataError
from snnbench.data.tox21 import files as tox21_files

COLUMNS = ["name", "suite", "rows", "features", "classes", "test_rows", "source", "available"]


def task_table(data_dir: Path, mirrors: Sequence[str] = ()) -> pd.DataFrame:
    """Return the catalog with the availability of each task's data.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`. ``available`` is ``yes`` (in the cache, in a mirror folder, or shipped with
        scikit-learn), ``download`` (from a mirror URL or the official address, if that answers), or ``no: ``
        and the reason.
    """
    archive = local_path(uci.ARCHIVE, data_dir, mirrors)
    damage = ""
    try:
        in_archive = tasks_in(archive) if archive else None
    except DataError as error:
        in_archive, damage = set(), f"no: {error}"
    here = {
        "htru2": "yes" if local_path(htru2.ARCHIVE, data_dir, mirrors) else "download",
        "sklearn": "yes",
        "tox21": "yes" if all(local_path(file, data_dir, mirrors) for file in tox21_files.FILES) else "download",
    }
    rows = []
    for entry in catalog().values():
        if entry.suite != "uci":
            available = here[entry.suite]
        elif in_archive is None:
            available = "download"
        else:
            available = "yes" if entry.name in in_archive else damage or f"no: not in {archive}"
        rows.append([*(getattr(entry, column) for column in COLUMNS[:-1]), available])
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"features": "Int64"})


def tasks_in(archive: Path) -> set[str]:
    """Return the tasks whose table is in the UCI archive, without extracting it.

    Raises
    ------
    DataError
        If the archive is damaged.
    """
    names = [PurePosixPath(name) for name in tar_names(archive)]
    return {path.parent.name for path in names if path.name.endswith("_R.dat")}
