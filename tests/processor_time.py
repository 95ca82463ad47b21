"""Processor seconds of a command by process: ``python tests/processor_time.py snakemake --cores 2``.

The time of a process that outlives its parent counts too, as that of the cells of a run does, which no ``time`` sees.
What went into starts is the whole of Snakemake, and of other processes Python's own start and imports. Linux only.
"""

import collections
import ctypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 0.1
STARTS = Path(__file__).parent / "starts"
KINDS = {
    "script of the rule {}": r"\.snakemake/scripts/\w+\.(\w+)\.py",
    "job {}": r"logs/(\S+)\.log",
    "what jobs are forked from": r"snnbench\.runs\.warm\.server",
    "cells, and what they are forked from": "forkserver",
    "Snakemake": "snakemake",
}
"""What a process is called, by a pattern of its command line."""


def table():
    """Parent, processor seconds and start of every process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            found[int(folder.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS, fields[19]
    return found


def look(seen):
    """Note the seconds of all descendants of this process."""
    processes, family, grown = table(), {os.getpid()}, True
    while grown:
        more = {pid for pid, (parent, *_) in processes.items() if parent in family} - family
        family, grown = family | more, bool(more)
    for pid in family - {os.getpid()}:
        _, seconds, started = processes[pid]
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            if "warm.server" in command:
                # A forked job has the command line of what it is forked from.
                command = log_of(pid) or command
            # Empty once the process has ended.
            seen[pid, started] = command or seen.get((pid, started), ("",))[0], seconds


def log_of(pid):
    """The log that a job keeps open."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if (opened := str(link.readlink())).endswith(".log"):
                return opened
    return None


def kind(command):
    for name, pattern in KINDS.items():
        if found := re.search(pattern, command):
            return name.format(*found.groups())
    return command[:60] or "unknown"


def main(command):
    subreaper = 36  # PR_SET_CHILD_SUBREAPER of <sys/prctl.h>: orphans become children of this process
    ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0)
    seen, ended, start = {}, threading.Event(), time.monotonic()

    def watch():
        while not ended.wait(LOOK_SECONDS):
            look(seen)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with tempfile.TemporaryDirectory() as folder:
        starts = Path(folder, "starts")
        starts.touch()
        path = os.pathsep.join(filter(None, (str(STARTS), os.environ.get("PYTHONPATH"))))
        status = subprocess.call(command, env={**os.environ, "PYTHONPATH": path, "STARTS": str(starts)})
        wall = time.monotonic() - start
        with suppress(ChildProcessError):
            while os.waitpid(-1, 0):
                pass
        started = sum(map(float, starts.read_text().split()))
    ended.set()
    watcher.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = used.ru_utime + used.ru_stime
    print(
        f"{whole:.1f} processor seconds in {wall:.1f} seconds, {started:.1f} of them ({started / whole:.0%}) in starts"
    )
    sums = collections.defaultdict(float)
    for called, seconds in seen.values():
        sums[kind(called)] += seconds
    for name, seconds in sorted(sums.items(), key=lambda item: -item[1]):
        print(f"{seconds:8.1f}  {name}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
