"""Files from the future, which a clock that was set back leaves behind."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

TOLERATED_SECONDS = 2.0
"""Of difference between the clocks of this machine and of a shared file system."""


def leave_the_future(run: Path) -> int:
    """Give files of a run that were changed in the future the present time, in their order.

    Snakemake refuses a job whose output would be older than its input, at every call until the clock has caught up.

    Parameters
    ----------
    run : Path
        The run's folder, which need not be there.

    Returns
    -------
    int
        Files and folders that got another time.
    """
    now = time.time()
    found = []
    for path in run.rglob("*"):
        with suppress(OSError):
            changed = path.stat().st_mtime
            if changed > now + TOLERATED_SECONDS:
                found.append((changed, path))
    moved = 0
    for _, path in sorted(found):
        with suppress(OSError):
            # A microsecond apart: what is made from a file stays newer than it.
            present = int(now * 1e9) + 1000 * moved
            os.utime(path, ns=(present, present))
            moved += 1
    return moved
