"""Extraction that cannot write where it should not."""

from __future__ import annotations

import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from snnbench.data.errors import DataError, FetchError
from snnbench.paths import is_folder

MAX_MEGABYTES = 4000
"""Archives that unpack to more are refused; the UCI archive takes a tenth of it."""
_UNREADABLE = (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError)


def extract_tar(archive: Path, target: Path, suffixes: tuple[str, ...]) -> Path:
    """Extract the regular files with these suffixes into the folder ``target``, whole or not at all.

    Parameters
    ----------
    archive : Path
        A tar file, compressed or not.
    target : Path
        If it already exists, it is taken for a finished extraction.
    suffixes : tuple of str

    Returns
    -------
    Path
        ``target``.

    Raises
    ------
    FetchError
        If the folder cannot be written to, as where the disk is full.
    DataError
        If the archive cannot be read, is larger than 4 GB unpacked, or has a link, a device or a path that leaves the
        folder.
    """
    if is_folder(target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".extracting-", dir=target.parent))
    except OSError as error:
        raise FetchError(f"{archive} cannot be unpacked: {error}") from error
    try:
        try:
            unpacked = 0
            with tarfile.open(archive) as tar:
                for member in tar:
                    path = _safe(member.name, archive)
                    if member.isdir():
                        continue
                    if not member.isfile():
                        raise DataError(f"{archive}: '{member.name}' is a link or device, not a regular file")
                    unpacked += member.size
                    if unpacked > MAX_MEGABYTES * 1e6:
                        raise DataError(f"{archive} is larger than {MAX_MEGABYTES} MB unpacked")
                    if path.suffix in suffixes:
                        destination = temporary / path
                        destination.parent.mkdir(parents=True, exist_ok=True)
                        content = tar.extractfile(member)
                        assert content is not None
                        with content, destination.open("wb") as out:
                            shutil.copyfileobj(content, out)
        except (*_UNREADABLE, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # raised by the system, not by a decompressor
                raise FetchError(f"{archive} cannot be unpacked: {error}") from error
            raise DataError(f"{archive} cannot be read as a tar archive: {error}") from error
        try:
            temporary.rename(target)
        except OSError as error:
            # Another process was first.
            if not is_folder(target):
                raise FetchError(f"{archive} cannot be unpacked: {error}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def tar_names(archive: Path) -> list[str]:
    """Return the names of all members of a tar file.

    Raises
    ------
    DataError
        If it is no tar file, or is cut off.
    """
    try:
        with tarfile.open(archive) as tar:
            return tar.getnames()
    except (*_UNREADABLE, OSError) as error:
        raise DataError(f"{archive} is not a complete tar archive: {error}") from error


def read_zip_member(archive: Path, name: str) -> bytes:
    """Return the content of one file of a zip archive; nothing is written to disk.

    Raises
    ------
    DataError
        If the archive cannot be read, or has no such file, or one larger than 4 GB unpacked.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            if opened.getinfo(name).file_size > MAX_MEGABYTES * 1e6:
                raise DataError(f"{archive}: '{name}' is larger than {MAX_MEGABYTES} MB unpacked")
            return opened.read(name)
    except KeyError:
        raise DataError(f"{archive} holds no file '{name}'") from None
    except (*_UNREADABLE, OSError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{archive} cannot be read as a zip archive: {error}") from error


def _safe(name: str, archive: Path) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise DataError(f"{archive}: '{name}' leaves the folder it is extracted to")
    return path
