"""Which GPU a job computes on: Snakemake counts GPUs but does not say which one a job may take."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 0.2
"""Between two looks at slots that are all taken."""


@contextmanager
def gpu_slot(folder: Path, gpus: int, jobs_per_gpu: int) -> Iterator[int]:
    """Hold a slot of a GPU; jobs spread over the GPUs before they share one, and wait while all are taken.

    Parameters
    ----------
    folder : Path
        Shared by the jobs that share the GPUs; holds a lock file per slot. The system frees the lock of a
        process that is killed.
    gpus : int
        Visible ones, at least 1; set ``CUDA_VISIBLE_DEVICES`` before the workflow to use some only.
    jobs_per_gpu : int
        At least 1.

    Yields
    ------
    int
        The index of the GPU among the visible ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    slots = [folder / f"{index}-{share}.lock" for share in range(jobs_per_gpu) for index in range(gpus)]
    while True:
        for number, path in enumerate(slots):
            with path.open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield number % gpus
                return
        time.sleep(WAIT_SECONDS)
