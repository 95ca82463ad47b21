"""A user's file, written and loaded."""

import socket

import pytest

from snnbench.data.csv_file import load_csv
from snnbench.data.declared import Dataset


@pytest.fixture
def load(tmp_path):
    """Load text as the file of a user's data set, declared with these keys."""

    def load(text, **declared):
        path = tmp_path / "mine.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        source = {"csv": str(path), "target": "class", **declared.pop("source", {})}
        return load_csv(Dataset(name="mine", source=source, **declared), 0, tmp_path)

    return load


@pytest.fixture
def offline(monkeypatch):
    """Refuse every connection."""

    def refuse(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)
