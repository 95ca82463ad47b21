"""Files that one job of a run leaves for another: what to do where one cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from snnbench.data.errors import DataError, TaskUnavailable


class DamagedFile(Exception):
    """A damaged file that the same command does not make again, as Snakemake sees only that it is there."""


@contextmanager
def made_by_a_job(path: str | Path, delete: str | Path | None = None) -> Iterator[None]:
    """Say of a file that cannot be read in the block how the run gets it again.

    Parameters
    ----------
    path : path-like
    delete : path-like, optional
        The output of the job, if that is a folder around the file.

    Raises
    ------
    DamagedFile
        In place of the reader's own error.
    """
    try:
        yield
    except TaskUnavailable:
        raise
    except (DataError, OSError, ValueError, KeyError) as error:
        what = "it" if delete is None else f"the folder {delete}"
        raise DamagedFile(f"{path} cannot be read: delete {what} and give the command again ({error})") from error
