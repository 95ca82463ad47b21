"""The side of a job: its script has itself run by the server. Little is imported here, since every job does so."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys

ADDRESS = "SNNBENCH_JOBS"
"""Variable that names the server's socket to the jobs of a run."""
_LIBRARIES = ("GOTO", "MKL", "NUMEXPR", "OMP", "OPENBLAS")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in _LIBRARIES} | {"VECLIB_MAXIMUM_THREADS": "1"}
"""What Snakemake sets for a job of one thread, and libraries read once, when they are loaded."""
SIZE = struct.Struct("!I")
"""How a request begins: the number of bytes that follow."""
INTERRUPT = b"i"


def run_forked() -> None:
    """Have the calling script run in a process forked from the run's server, and exit as it does.

    Returns where there is no server, as on a cluster, or for a job of several threads: the script then goes on, and
    imports for itself.
    """
    address = os.environ.get(ADDRESS)
    if address is None or any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        return
    sys.exit(_outcome(address))


def _outcome(address: str) -> int | str:
    """Return the exit code of the script, or a sentence on what ended it."""
    request = json.dumps({"script": sys.argv[0], "environment": dict(os.environ)}).encode()
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(address)
            # The job prints where this process would.
            socket.send_fds(server, [SIZE.pack(len(request))], [1, 2])
            server.sendall(request)
            # Ctrl-C reaches this process only; the job learns of it, and ends as it does without a server.
            signal.signal(signal.SIGINT, lambda *_: server.sendall(INTERRUPT))
            answer = server.recv(16)
        except OSError as error:
            return (
                f"the process that jobs are forked from cannot be reached at {address}: {error}; give the command again"
            )
    if not answer:
        return f"the process that jobs are forked from, at {address}, ended during the job; give the command again"
    code = int(answer)
    return code if code >= 0 else f"the job was ended by signal {-code} ({signal.strsignal(-code)})"
