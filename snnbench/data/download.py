"""Fetching official files: mirrors first, then the official address, checked and whole."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pooch

from snnbench.data.errors import DataError, FetchError
from snnbench.data.transfer import transfer
from snnbench.files import written_whole
from snnbench.paths import expanded, is_file, is_folder


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
        Of the official file where it differs from the mirrors'. An empty string says that it is not known: such a
        file is checked by its reader.
    """

    suite: str
    filename: str
    url: str
    sha256: str
    official_sha256: str | None = None


def mirrors_from_environment() -> list[str]:
    """Return the folders and URLs in SNNBENCH_MIRROR; see :func:`mirrors_of`."""
    return mirrors_of(os.environ.get("SNNBENCH_MIRROR", ""))


def mirrors_of(text: str) -> list[str]:
    """Return the folders and URLs that a text lists.

    They are separated by line ends or by ``os.pathsep`` (the colon of PATH), or by white space where what stands
    between colons is not itself a folder.
    """
    mirrors = []
    for line in text.splitlines():
        # The colons of http://host:80 separate nothing.
        pattern = rf"{os.pathsep}(?=/(?!/)|[~.]|\w+://)" if "://" in line else os.pathsep
        for part in map(str.strip, re.split(pattern, line)):
            mirrors += [part] if part and is_folder(expanded(part)) else part.split()
    return mirrors


def default_data_dir() -> Path:
    """Return SNNBENCH_DATA, or ``data`` in the working directory."""
    return expanded(os.environ.get("SNNBENCH_DATA", "data"))


def cached_path(remote: RemoteFile, data_dir: Path) -> Path:
    """Return where a fetched file is kept."""
    return data_dir / "downloads" / remote.suite / remote.filename


def local_path(remote: RemoteFile, data_dir: Path, mirrors: Sequence[str]) -> Path | None:
    """Return the file in the cache or a mirror folder if it is there, without checking it."""
    folders = mirror_folders(mirrors)
    candidates = [cached_path(remote, data_dir), *(f / remote.suite / remote.filename for f in folders)]
    return next((path for path in candidates if is_file(path)), None)


def mirror_folders(mirrors: Sequence[str]) -> list[Path]:
    """Return the folders among the given mirrors and those of SNNBENCH_MIRROR."""
    places = [*mirrors, *mirrors_from_environment()]
    return [expanded(place) for place in places if "://" not in place]


def fetch(
    remote: RemoteFile,
    data_dir: Path | None = None,
    mirrors: Sequence[str] = (),
    check: Callable[[Path], object] | None = None,
) -> Path:
    """Return the path of a checked copy of ``remote`` in the cache, fetching it if need be.

    Parameters
    ----------
    remote : RemoteFile
    data_dir : Path, optional
        :func:`default_data_dir` by default.
    mirrors : sequence of str
        Folders or URLs, tried before those of SNNBENCH_MIRROR.
    check : callable, optional
        Raises DataError for a file that is not what it should be; called where no hash is known, before the file is
        kept.

    Raises
    ------
    FetchError
        If no place delivers the file; names every place tried and what was wrong there.
    DataError
        If some place does deliver a file, but only damaged or wrong ones.
    """
    target = cached_path(remote, expanded(data_dir or default_data_dir()))
    refused, wrong = [], False
    if is_file(target):
        try:
            problem = _problem(target, remote)
            if problem is None:
                return target
            target.unlink(missing_ok=True)
            refused.append(f"{target} (in the cache): {problem}; removed")
        except OSError as error:  # it cannot be read or removed
            refused.append(f"{target} (in the cache): {error}")
    for place in [*mirrors, *mirrors_from_environment(), None]:
        where = remote.url if place is None else f"{place.rstrip('/')}/{remote.suite}/{remote.filename}"
        try:
            with written_whole(target) as temporary:
                _copy(where, temporary)
                problem = _problem(temporary, remote, official=place is None)
                if problem is not None:
                    raise DataError(problem)
                if check is not None and not _known(temporary, remote):
                    check(temporary)
        except (FetchError, OSError) as error:
            refused.append(f"{where}: {error}")
        except DataError as error:
            refused.append(f"{where}: {error}")
            wrong = True
        else:
            return target
    tried = "\n  ".join(refused)
    kind, what = (DataError, "is damaged or wrong") if wrong else (FetchError, "could not be fetched")
    raise kind(
        f"{remote.filename} ({remote.suite}) {what}. Tried\n  {tried}\n"
        "Set SNNBENCH_MIRROR, or `mirrors:` in the config, to a folder or URL that holds "
        f"{remote.suite}/{remote.filename}."
    )


def _copy(where: str, target: Path) -> None:
    path = expanded(where)
    if "://" in where:
        transfer(where, target)
    elif is_file(path):
        shutil.copyfile(path, target)
    else:
        raise FetchError("no such file")


def _known(path: Path, remote: RemoteFile) -> bool:
    return pooch.file_hash(str(path), alg="sha256") in {remote.sha256, remote.official_sha256}


def _problem(path: Path, remote: RemoteFile, official: bool = True) -> str | None:
    """Say what is wrong with a file's sha256, or None."""
    accepted = {remote.sha256}
    if official and remote.official_sha256 is not None:
        accepted.add(remote.official_sha256)
    found = pooch.file_hash(str(path), alg="sha256")
    if found in accepted or "" in accepted:
        return None
    return f"sha256 is {found}, expected {' or '.join(sorted(accepted))}"
