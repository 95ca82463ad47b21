"""One download, bounded in bytes and in time."""

from __future__ import annotations

import threading
from pathlib import Path

import requests

from snnbench.data.errors import FetchError

SILENT_SECONDS = 60.0
"""A server that sends nothing for this long is given up."""
TOTAL_SECONDS = 3600.0
"""A download that takes longer is given up, however steadily bytes arrive."""
MAX_MEGABYTES = 4000.0
CHUNK_BYTES = 2**16


def transfer(
    url: str,
    target: Path,
    max_megabytes: float = MAX_MEGABYTES,
    seconds: float = TOTAL_SECONDS,
    silent_seconds: float = SILENT_SECONDS,
) -> None:
    """Write what an http(s) address answers to a file.

    Parameters
    ----------
    url : str
    target : Path
        What it holds after an error is of no use.
    max_megabytes : float
        Of the decoded answer.
    seconds : float
        For the whole download, name lookup and redirections included.
    silent_seconds : float
        Between two pieces of the answer.

    Raises
    ------
    FetchError
        If the address is unreachable, answers anything but 200, breaks off, or exceeds a bound; says which.
    """
    failure: list[Exception] = []
    given_up = threading.Event()

    def run() -> None:
        try:
            _write(url, target, max_megabytes, silent_seconds, given_up)
        except Exception as error:  # reported by the caller's thread
            failure.append(error)

    # A thread of its own, since no timeout of a socket bounds headers or bodies that arrive a byte at a time.
    thread = threading.Thread(target=run, name=f"download of {url}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        given_up.set()
        raise FetchError(f"not complete after {seconds:g} s")
    if failure:
        error = failure[0]
        raise error if isinstance(error, FetchError) else FetchError(_reason(error)) from error


def _write(url: str, target: Path, max_megabytes: float, silent_seconds: float, given_up: threading.Event) -> None:
    with requests.get(url, stream=True, timeout=silent_seconds) as answer:
        if answer.status_code != requests.codes.ok:
            raise FetchError(f"the server answers {answer.status_code} {answer.reason}")
        received = 0
        if given_up.is_set():  # the target may be gone
            return
        with target.open("wb") as out:
            for piece in answer.iter_content(CHUNK_BYTES):
                if given_up.is_set():
                    return
                received += len(piece)
                if received > max_megabytes * 1e6:
                    raise FetchError(f"larger than {max_megabytes:g} MB")
                out.write(piece)
        if received == 0:
            raise FetchError("the answer is empty")


def _reason(error: Exception) -> str:
    """Return an error of the HTTP library as one line."""
    return " ".join(str(error).split()) or type(error).__name__
