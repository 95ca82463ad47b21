"""Hostile archives write nothing anywhere."""

import io
import tarfile
import zipfile

import pytest

from snnbench.data.archives import extract_tar, read_zip_member
from snnbench.data.errors import DataError


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


def test_zip_members(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "1,2")
    assert read_zip_member(tmp_path / "a.zip", "a.csv") == b"1,2"
    with pytest.raises(DataError, match=r"holds no file"):
        read_zip_member(tmp_path / "a.zip", "b.csv")
    (tmp_path / "b.zip").write_bytes(b"no zip")
    with pytest.raises(DataError, match="cannot be read as a zip archive"):
        read_zip_member(tmp_path / "b.zip", "a.csv")
