"""Fetching: mirrors first, hashes checked, nothing half-written, every place named."""

import functools
import hashlib
import http.server
import pathlib
import threading

import pytest

from snnbench.data.download import RemoteFile, cached_path, fetch
from snnbench.data.errors import DataError, FetchError

CONTENT = b"the right content"


def remote(url="http://127.0.0.1:9/file.bin", official=None):
    return RemoteFile("suite", "file.bin", url, hashlib.sha256(CONTENT).hexdigest(), official)


@pytest.fixture(autouse=True)
def _no_mirror(monkeypatch):
    monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)


def folder_with(folder, content):
    (folder / "suite").mkdir(parents=True)
    (folder / "suite" / "file.bin").write_bytes(content)
    return str(folder)


@pytest.fixture
def server(tmp_path):
    root = tmp_path / "served"
    root.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield root, f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


def test_a_mirror_folder_comes_before_the_official_address(tmp_path):
    path = fetch(remote(), tmp_path / "data", [folder_with(tmp_path / "mirror", CONTENT)])
    assert path.read_bytes() == CONTENT
    assert fetch(remote(), tmp_path / "data") == path


def test_mirrors_of_the_environment_are_tried_in_order(tmp_path, monkeypatch):
    good = folder_with(tmp_path / "good", CONTENT)
    monkeypatch.setenv("SNNBENCH_MIRROR", f"{tmp_path / 'absent'}  {good}")
    assert fetch(remote(), tmp_path / "data").read_bytes() == CONTENT


def test_a_url_serves_as_mirror(tmp_path, server):
    root, address = server
    folder_with(root / "m", CONTENT)
    assert fetch(remote(), tmp_path / "data", [f"{address}/m"]).read_bytes() == CONTENT


def test_the_official_address_is_the_last_resort(tmp_path, server):
    root, address = server
    (root / "file.bin").write_bytes(CONTENT)
    assert fetch(remote(f"{address}/file.bin"), tmp_path / "data").read_bytes() == CONTENT


def test_a_wrong_file_is_refused_and_every_place_named(tmp_path):
    wrong = folder_with(tmp_path / "wrong", b"something else")
    with pytest.raises(DataError) as raised:
        fetch(remote(), tmp_path / "data", [wrong])
    message = str(raised.value)
    assert f"{wrong}/suite/file.bin: sha256 is" in message
    assert "http://127.0.0.1:9/file.bin" in message
    assert "SNNBENCH_MIRROR" in message
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []
    assert (tmp_path / "wrong" / "suite" / "file.bin").read_bytes() == b"something else"


def test_a_damaged_file_in_the_cache_is_replaced(tmp_path):
    target = cached_path(remote(), tmp_path / "data")
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT[:5])
    assert fetch(remote(), tmp_path / "data", [folder_with(tmp_path / "m", CONTENT)]).read_bytes() == CONTENT


def test_an_official_file_of_unknown_hash_is_left_to_its_reader(tmp_path, server):
    root, address = server
    (root / "file.bin").write_bytes(b"the official build")
    path = fetch(remote(f"{address}/file.bin", official=""), tmp_path / "data")
    assert path.read_bytes() == b"the official build"


def test_a_folder_that_cannot_be_used_is_a_failed_fetch(tmp_path):
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(FetchError, match="could not be fetched"):
        fetch(remote(), tmp_path / "data", [folder_with(tmp_path / "m", CONTENT)])


def test_a_damaged_file_that_cannot_be_removed_is_a_failed_fetch(tmp_path, monkeypatch):
    target = cached_path(remote(), tmp_path / "data")
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT[:5])

    def refuse(*args, **kwargs):
        raise OSError("read-only file system")

    monkeypatch.setattr(pathlib.Path, "unlink", refuse)
    with pytest.raises(FetchError, match=r"\(in the cache\): read-only file system"):
        fetch(remote(), tmp_path / "data")
