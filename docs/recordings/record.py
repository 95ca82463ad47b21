"""Record what a terminal shows while a command runs, as text: ``python record.py OUT [options] -- COMMAND...``.

Needs a POSIX system and ``pip install pyte``, a terminal emulator. The screen is written down every few seconds, from
the first line that has changed, and at the end.
"""

from __future__ import annotations

import argparse
import os
import pty
import select
import shlex
import struct
import termios
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pyte

CTRL_C = b"\x03"


Screen = tuple[float, str]


def screens(command: list[str], columns: int, rows: int, every: float, ctrl_c: str | None) -> Iterator[Screen]:
    """Yield seconds since the start and what the terminal shows; the last one is the end.

    Parameters
    ----------
    command : list of str
    columns, rows : int
        Of the terminal.
    every : float
        Seconds between two screens.
    ctrl_c : str, optional
        Press Ctrl-C once the screen shows this.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    started = due = time.monotonic()
    while True:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                stream.feed(os.read(terminal, 65536))
            except OSError:  # the command has ended
                break
        shown = "\n".join(line.rstrip() for line in screen.display).rstrip()
        if ctrl_c is not None and ctrl_c in shown:
            yield time.monotonic() - started, f"{shown}   <- Ctrl-C is pressed here"
            os.write(terminal, CTRL_C)
            ctrl_c = None
        if time.monotonic() >= due:
            yield time.monotonic() - started, shown
            due = time.monotonic() + every
    os.waitpid(child, 0)
    yield time.monotonic() - started, "\n".join(line.rstrip() for line in screen.display).rstrip()


def main() -> None:
    """Write the recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--columns", type=int, default=100)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--every", type=float, default=20.0)
    parser.add_argument("--ctrl-c", help="press Ctrl-C once the screen shows this text")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    before = ""
    with options.out.open("w", encoding="utf-8") as out:
        out.write(f"$ {shlex.join(options.command)}\n")
        for seconds, shown in screens(options.command, options.columns, options.rows, options.every, options.ctrl_c):
            if shown != before:
                old, new = before.split("\n"), shown.split("\n")
                same = next(
                    (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
                )
                lines = ["..."] * (same > 0) + new[same:]
                out.write("\n".join(["", f"--- after {seconds:.0f} s", *lines, ""]))
                out.flush()
                before = shown


if __name__ == "__main__":
    main()
