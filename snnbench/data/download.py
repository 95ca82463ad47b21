"""Fetching official files: mirrors first, then the official address, checked and whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pooch

from snnbench.data.errors import DataError
from snnbench.files import written_whole

TIMEOUT_SECONDS = 60
"""Without an answer for so long, the next place is tried."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of an official source.

    Attributes
    ----------
    suite, filename : str
        A mirror keeps it as ``<mirror>/<suite>/<filename>``.
    url : str
        The official address.
    sha256 : str
        Of the file at the mirrors, and of the official one unless that is a different build.
    official_sha256 : str or None
        Of the official file where it differs from the mirrors'. An empty string says that it is not known:
        such a file is accepted unchecked, and whoever reads it checks its content.
    """

    suite: str
    filename: str
    url: str
    sha256: str
    official_sha256: str | None = None


def mirrors_from_environment() -> list[str]:
    """Return the folders and URLs in SNNBENCH_MIRROR, several separated by white space."""
    return os.environ.get("SNNBENCH_MIRROR", "").split()


def default_data_dir() -> Path:
    """Return SNNBENCH_DATA, or ``data`` in the present folder."""
    return Path(os.environ.get("SNNBENCH_DATA", "data"))


def cached_path(remote: RemoteFile, data_dir: Path) -> Path:
    """Return where a fetched file is kept."""
    return data_dir / "downloads" / remote.suite / remote.filename


def local_path(remote: RemoteFile, data_dir: Path, mirrors: Sequence[str]) -> Path | None:
    """Return the file in the cache or a mirror folder if it is there, without checking it."""
    folders = [Path(mirror) for mirror in [*mirrors, *mirrors_from_environment()] if "://" not in mirror]
    candidates = [cached_path(remote, data_dir), *(f / remote.suite / remote.filename for f in folders)]
    return next((path for path in candidates if path.is_file()), None)


def fetch(remote: RemoteFile, data_dir: Path | None = None, mirrors: Sequence[str] = ()) -> Path:
    """Return the path of a checked copy of ``remote`` in the cache, fetching it if need be.

    Parameters
    ----------
    remote : RemoteFile
    data_dir : Path, optional
        Default: :func:`default_data_dir`.
    mirrors : sequence of str
        Folders or URLs, tried before those of SNNBENCH_MIRROR.

    Raises
    ------
    DataError
        If no place has a file with the right sha256; names every place tried and what was wrong there.
    """
    target = cached_path(remote, data_dir or default_data_dir())
    refused = []
    if target.is_file():
        problem = _problem(target, remote)
        if problem is None:
            return target
        target.unlink(missing_ok=True)
        refused.append(f"{target} (in the cache): {problem}; removed")
    for place in [*mirrors, *mirrors_from_environment(), None]:
        where = remote.url if place is None else f"{place.rstrip('/')}/{remote.suite}/{remote.filename}"
        try:
            with written_whole(target) as temporary:
                _copy(where, temporary)
                problem = _problem(temporary, remote, official=place is None)
                if problem is not None:
                    raise DataError(problem)
        except Exception as error:  # whatever a place does wrong, the next one may do right
            refused.append(f"{where}: {error}")
            continue
        return target
    tried = "\n  ".join(refused)
    raise DataError(
        f"{remote.filename} ({remote.suite}) could not be fetched. Tried\n  {tried}\n"
        "Set SNNBENCH_MIRROR, or `mirrors:` in the config, to a folder or URL that holds "
        f"{remote.suite}/{remote.filename}."
    )


def _copy(where: str, target: Path) -> None:
    if "://" in where:
        pooch.HTTPDownloader(timeout=TIMEOUT_SECONDS)(where, str(target), None)
    elif Path(where).is_file():
        shutil.copyfile(where, target)
    else:
        raise DataError("no such file")


def _problem(path: Path, remote: RemoteFile, official: bool = True) -> str | None:
    """Say what is wrong with a file's sha256, or None."""
    accepted = {remote.sha256}
    if official and remote.official_sha256 is not None:
        accepted.add(remote.official_sha256)
    found = pooch.file_hash(str(path), alg="sha256")
    if found in accepted or "" in accepted:
        return None
    return f"sha256 is {found}, expected {' or '.join(sorted(accepted))}"
