"""Downloads end: in the whole file, or in a reason, within bounds of bytes and of time."""

import socket
import threading
from contextlib import contextmanager

import pytest

from snnbench.data.archives import tar_names
from snnbench.data.csv_file import load_csv
from snnbench.data.declared import Dataset
from snnbench.data.download import RemoteFile, fetch, mirrors_of
from snnbench.data.errors import DataError, FetchError, TaskUnavailable
from snnbench.data.transfer import transfer

GOOD = "size,class\n" + "".join(f"{i % 7},{'ab'[i % 2]}\n" for i in range(40))


@contextmanager
def raw_server(*pieces, pause=0.0, times=1):
    """Answer every connection with these bytes, whatever is asked, with a pause before each piece."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve():
        while not stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                try:
                    for piece in pieces * times:
                        connection.sendall(piece)
                        stopped.wait(pause)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mine.csv"
    finally:
        stopped.set()
        listening.close()


def answer(body, status="200 OK", length=None):
    length = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode() + body


def test_the_whole_answer_is_written(tmp_path):
    with raw_server(answer(b"x" * 100_000)) as url:
        transfer(url, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"x" * 100_000


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ([answer(b"", "204 No Content")], "the server answers 204 No Content"),
        ([answer(b"gone", "404 Not Found")], "the server answers 404 Not Found"),
        ([answer(b"oops", "503 Service Unavailable")], "503"),
        ([answer(b"")], "the answer is empty"),
        ([answer(b"half", length=100)], "(?i)incomplete|4 bytes read"),
        ([b"not http at all\r\n\r\n"], "."),
        ([b""], "."),
    ],
)
def test_anything_else_is_a_failed_fetch(tmp_path, pieces, message):
    with raw_server(*pieces) as url, pytest.raises(FetchError, match=message):
        transfer(url, tmp_path / "f")


def test_an_endless_body_ends_at_the_bound_of_bytes(tmp_path):
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    # Not quite endless, so that a bound that fails fills no disk.
    with raw_server(head + b"y" * 1_000_000, times=20) as url, pytest.raises(FetchError, match="larger than 3 MB"):
        transfer(url, tmp_path / "f", max_megabytes=3)
    assert (tmp_path / "f").stat().st_size <= 3e6


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"])
def test_a_slow_drip_ends_at_the_bound_of_seconds(tmp_path, head):
    """In the headers or in the body: no silence is long, but there is no end."""
    drip = raw_server(head, *[b"z"] * 10_000, pause=0.02)
    with drip as url, pytest.raises(FetchError, match=r"not complete after 0.5 s"):
        transfer(url, tmp_path / "f", seconds=0.5)


def mine(url, **source):
    return Dataset(name="mine", source={"csv": url, "target": "class", **source})


def test_a_csv_from_an_address_is_kept(tmp_path):
    with raw_server(answer(GOOD.encode())) as url:
        assert len(load_csv(mine(url), 0, tmp_path).y) == 40
    assert len(load_csv(mine(url), 0, tmp_path).y) == 40  # the server is gone


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        (answer(b"", "204 No Content"), TaskUnavailable, "could not be downloaded: the server answers 204"),
        (answer(b"<html>Please log in</html>"), DataError, "is an HTML page"),
        (answer(GOOD.encode()[:-40], length=len(GOOD)), TaskUnavailable, "could not be downloaded"),
        (answer(GOOD.encode() + b"1"), DataError, "line 42 has 1 field"),
        (answer(b"\x1f\x8b\0\0"), DataError, "not UTF-8|zero byte"),
    ],
)
def test_what_is_no_table_is_not_kept(tmp_path, reply, error, message):
    with raw_server(reply) as url:
        with pytest.raises(error, match=message) as raised:
            load_csv(mine(url), 0, tmp_path)
        assert isinstance(raised.value, TaskUnavailable) == (error is TaskUnavailable)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_csv_has_a_bound_of_its_own(tmp_path):
    with raw_server(answer(GOOD.encode())) as url, pytest.raises(TaskUnavailable, match=r"larger than 0.0001 MB"):
        load_csv(mine(url, max_megabytes=1e-4), 0, tmp_path)


def test_a_place_that_delivers_a_wrong_file_is_no_failed_fetch(tmp_path, monkeypatch):
    monkeypatch.setenv("SNNBENCH_MIRROR", "")
    with raw_server(answer(b"a parked domain")) as url:
        with pytest.raises(FetchError, match="could not be fetched"):
            fetch(RemoteFile("suite", "f", "http://127.0.0.1:9/f", "0" * 64), tmp_path)
        with pytest.raises(DataError, match="is damaged or wrong") as raised:
            fetch(RemoteFile("suite", "f", url, "0" * 64), tmp_path)
    assert not isinstance(raised.value, FetchError)


def test_a_file_of_unknown_hash_is_read_before_it_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SNNBENCH_MIRROR", "")
    with raw_server(answer(b"<html>moved</html>")) as url, pytest.raises(DataError, match="not a complete tar archive"):
        fetch(RemoteFile("uci", "data.tar.gz", url, "0" * 64, ""), tmp_path, check=tar_names)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_mirrors_are_separated_by_line_ends_colons_or_spaces(tmp_path, monkeypatch):
    spaced = tmp_path / "my mirror"
    spaced.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert mirrors_of("") == []
    assert mirrors_of("/a  /b") == ["/a", "/b"]
    assert mirrors_of("/a:/b") == ["/a", "/b"]
    assert mirrors_of(f"{spaced}") == [str(spaced)]
    assert mirrors_of(f"/a:{spaced}\nhttp://host:80/m http://other/n") == [
        "/a",
        str(spaced),
        "http://host:80/m",
        "http://other/n",
    ]
    assert mirrors_of(f"https://host:8080/m:{spaced}:https://o") == ["https://host:8080/m", str(spaced), "https://o"]
    assert mirrors_of("~/my mirror") == ["~/my mirror"]


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m m" / "suite").mkdir(parents=True)
    (tmp_path / "m m" / "suite" / "f").write_bytes(b"")
    (tmp_path / "mine.csv").write_text(GOOD)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    path = fetch(RemoteFile("suite", "f", "http://127.0.0.1:9/f", empty), None, ["~/m m"])
    assert path.is_file()
    monkeypatch.setenv("SNNBENCH_DATA", "~/kept")
    assert fetch(RemoteFile("suite", "f", "http://127.0.0.1:9/f", empty), None, ["~/m m"]).is_relative_to(tmp_path)
    assert len(load_csv(mine("~/mine.csv"), 0, tmp_path).y) == 40
    assert not (tmp_path / "~").exists()
