"""Hostile archives write nothing anywhere."""

import contextlib
import errno
import io
import shutil
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.data.archives import extract_tar, read_zip_member
from snnbench.data.errors import DataError, FetchError


def tar_with(path, *members):
    with tarfile.open(path, "w:gz") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "hostile",
    [
        member("../outside.dat"),
        member("/outside.dat"),
        member("data/../../outside.dat"),
        member("data/link.dat", tarfile.SYMTYPE, "/etc/passwd"),
        member("data/hard.dat", tarfile.LNKTYPE, "data/a.dat"),
        member("data/device.dat", tarfile.CHRTYPE),
    ],
    ids=lambda info: info.name,
)
def test_hostile_members_are_refused_whole(tmp_path, hostile):
    archive = tar_with(tmp_path / "a.tar.gz", (member("data/a.dat"), b"fine"), (hostile, b""))
    with pytest.raises(DataError, match=r"leaves the folder|link or device"):
        extract_tar(archive, tmp_path / "out", (".dat",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz"]


def test_only_wanted_files_are_extracted(tmp_path):
    archive = tar_with(tmp_path / "a.tar.gz", (member("d/a.dat"), b"1"), (member("d/b.exe"), b"2"))
    folder = extract_tar(archive, tmp_path / "out", (".dat",))
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*.*")] == ["d/a.dat"]


def test_a_truncated_archive_leaves_nothing(tmp_path):
    archive = tar_with(tmp_path / "a.tar.gz", (member("d/a.dat"), bytes(range(256)) * 400))
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(DataError, match="cannot be read as a tar archive"):
        extract_tar(archive, tmp_path / "out", (".dat",))
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_no_damage(tmp_path, monkeypatch):
    archive = tar_with(tmp_path / "a.tar.gz", (member("d/a.dat"), b"1"))
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match=r"a.tar.gz cannot be unpacked"):
        extract_tar(archive, tmp_path / "file" / "out", (".dat",))

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(FetchError, match=r"cannot be unpacked: .*No space left"):
        extract_tar(archive, tmp_path / "out", (".dat",))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "file"]


def test_bombs_are_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("snnbench.data.archives.MAX_MEGABYTES", 1)
    half = bytes(600_000)
    archive = tar_with(tmp_path / "a.tar.gz", (member("d/a.dat"), half), (member("d/b.dat"), half))
    with pytest.raises(DataError, match="larger than 1 MB unpacked"):
        extract_tar(archive, tmp_path / "out", (".dat",))
    assert not (tmp_path / "out").exists()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", half * 2)
    with pytest.raises(DataError, match=r"'a.csv' is larger than 1 MB unpacked"):
        read_zip_member(tmp_path / "a.zip", "a.csv")


@given(st.integers(0, 10_000), st.integers(0, 255), st.booleans())
def test_a_changed_byte_is_an_error_or_does_no_harm(tmp_path_factory, place, byte, cut):
    folder = tmp_path_factory.mktemp("changed")
    archive = tar_with(folder / "a.tar.gz", (member("d/a.dat"), bytes(range(256)) * 40))
    content = bytearray(archive.read_bytes())
    content[place % len(content)] = byte
    archive.write_bytes(content[: place % len(content)] if cut else content)
    with zipfile.ZipFile(folder / "a.zip", "w") as opened:
        opened.writestr("a.csv", "1,2\n" * 40)
    zipped = bytearray((folder / "a.zip").read_bytes())
    zipped[place % len(zipped)] = byte
    (folder / "a.zip").write_bytes(zipped)
    for read in (
        lambda: extract_tar(archive, folder / "out", (".dat",)),
        lambda: read_zip_member(folder / "a.zip", "a.csv"),
    ):
        with contextlib.suppress(DataError):
            read()


def test_zip_members(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "1,2")
    assert read_zip_member(tmp_path / "a.zip", "a.csv") == b"1,2"
    with pytest.raises(DataError, match=r"holds no file"):
        read_zip_member(tmp_path / "a.zip", "b.csv")
    (tmp_path / "b.zip").write_bytes(b"no zip")
    with pytest.raises(DataError, match="cannot be read as a zip archive"):
        read_zip_member(tmp_path / "b.zip", "a.csv")
