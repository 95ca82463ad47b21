"""Running something in a forked process, which has the libraries loaded already."""

import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def run_apart(action: Callable[[], int], log: Path, processor_seconds: float | None = None) -> int:
    """Return the exit status of an action in a process of its own, negative where a signal ended it.

    Parameters
    ----------
    action : callable
    log : path
        Takes what it prints.
    processor_seconds : float, optional
        What the process and each of its children may use; waiting does not count, except that ten times as long
        on the clock, and at least ten minutes, ends what waits for ever.
    """
    process = os.fork()
    if not process:
        os.setpgid(0, 0)
        with log.open("wb", buffering=0) as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        if processor_seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (int(processor_seconds) + 1, int(processor_seconds) + 1))
        status = 255
        try:
            status = int(action())
        finally:
            os._exit(status)
    ends = time.monotonic() + max(600.0, 10 * (processor_seconds or 0)) if processor_seconds else float("inf")
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > ends:
            os.kill(process, signal.SIGKILL)
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status)
