"""The process that jobs are forked from: PyTorch, pandas and matplotlib are imported once, instead of by each job.

A process stands between it and each job, as a shell does: it waits for the job, tells the job's script how it ended,
and ends it when the script is gone.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from snnbench.imports import imports_of
from snnbench.runs.warm.client import ADDRESS, INTERRUPT, ONE_THREAD, SIZE

_fork = multiprocessing.get_context("fork")


class Request(TypedDict):
    """A job: its script, and the variables that Snakemake has set for it."""

    script: str
    environment: dict[str, str]


def start_server() -> None:
    """Start a server for the jobs that this process starts. It ends with this process.

    Raises
    ------
    OSError
        If the path of the temporary folder is too long for a socket in it.
    """
    folder = tempfile.mkdtemp(prefix="snnbench-")
    address = str(Path(folder, "jobs"))
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(address)
    except OSError as error:
        Path(folder).rmdir()
        raise OSError(
            f"jobs cannot be forked from one process: {error}: {address}; set TMPDIR to a folder with a shorter path, "
            "such as /tmp"
        ) from error
    listening.listen(128)
    # Its other end closes with this process, however that ends.
    alive, _ = os.pipe()
    ends = (listening.fileno(), alive)
    subprocess.Popen(
        # -P: jobs import nothing from the working folder that they would not import without a server.
        [sys.executable, "-P", "-m", __name__, *map(str, ends)],
        pass_fds=ends,
        env={**os.environ, **ONE_THREAD},
        # Ctrl-C reaches the scripts of the jobs, which pass it on.
        start_new_session=True,
    )
    os.close(alive)
    listening.close()
    os.environ[ADDRESS] = address


def serve(listening: socket.socket, alive: int) -> None:
    """Fork a process for each script that asks, until the other end of ``alive`` is closed."""
    folder = Path(listening.getsockname()).parent
    try:
        while alive not in select.select([listening.fileno(), alive], [], [])[0]:
            connection, _ = listening.accept()
            with connection:
                request, streams = _request(connection)
                if request:
                    _import_for(Path(request["script"]))
                    _fork.Process(target=_stand_between, args=(listening, connection, streams, request)).start()
                for stream in streams:
                    os.close(stream)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _request(connection: socket.socket) -> tuple[Request | None, Sequence[int]]:
    """Return what a script asks for, or None if it is gone already, and where its job prints."""
    streams: Sequence[int] = ()
    with suppress(ConnectionError):
        size, streams, *_ = socket.recv_fds(connection, SIZE.size, 2)
        length = SIZE.unpack(size)[0] if len(size) == SIZE.size else 0
        content = connection.recv(length, socket.MSG_WAITALL)
        if length and len(content) == length:
            return json.loads(content), streams
    return None, streams


def _import_for(script: Path) -> None:
    """Import the modules of this package that a script names, whose errors are left to the script."""
    for name in imports_of(script, "__main__").modules:
        if name.startswith("snnbench."):
            with suppress(Exception):
                importlib.import_module(name)
    if "snnbench.nets.network" in sys.modules:
        with suppress(Exception):
            # Starts Numba, which the first kernel does; larger ones may have to be compiled first, while others wait.
            importlib.import_module("snnbench.nets.kernels.softmax")


def _stand_between(
    listening: socket.socket, connection: socket.socket, streams: Sequence[int], request: Request
) -> None:
    """Run a job, tell its script how it ended, and do what the script asks."""
    listening.close()
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
        os.close(stream)
    job = _fork.Process(target=_run, args=(connection, request))
    job.start()
    threading.Thread(target=_obey, args=(connection, job.pid), daemon=True).start()
    job.join()
    with suppress(OSError):
        connection.sendall(str(job.exitcode).encode())
    # Its thread is not waited for.
    os._exit(0)


def _obey(connection: socket.socket, job: int) -> None:
    """Pass on each interrupt, and end the job with all that it started when the script is gone."""
    with suppress(ConnectionError):
        while connection.recv(len(INTERRUPT)):
            os.kill(job, signal.SIGINT)
    for kill in (os.killpg, os.kill):
        # Until it leads a session of its own, there is no group of its number.
        with suppress(OSError):
            kill(job, signal.SIGKILL)


def _run(connection: socket.socket, request: Request) -> None:
    """Run a script as Python does that is given its path."""
    os.setsid()
    connection.close()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["environment"])
    # So that the script goes on in this process.
    del os.environ[ADDRESS]
    # TMPDIR is the job's from now on.
    tempfile.tempdir = None
    script = request["script"]
    sys.argv = [script]
    sys.path.insert(0, str(Path(script).parent))
    try:
        runpy.run_path(script, run_name="__main__")
    except KeyboardInterrupt:
        # Before the job's own code has begun; the workflow says how to go on.
        sys.exit(130)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
