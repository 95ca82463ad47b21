"""Which GPU a cell computes on: Snakemake counts GPUs but does not say which one a job may take."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from snnbench.runs.gpus import BY_BUS, allocation, visible_gpus

WAIT_SECONDS = 0.2
"""Between two looks at slots that are all taken."""


@contextmanager
def environment_of_gpu(jobs_per_gpu: int) -> Iterator[dict[str, str]]:
    """Hold a GPU and yield the variables with which a process sees it and no other.

    A job that a scheduler has allocated a GPU waits for nobody, as slots are those of the allocation; jobs that share
    an allocation share its slots.

    Parameters
    ----------
    jobs_per_gpu : int
        Cells that share a GPU, at least 1.
    """
    with gpu_slot(slots_folder(), visible_gpus(), jobs_per_gpu) as gpu:
        yield {"CUDA_VISIBLE_DEVICES": gpu, **BY_BUS}


def slots_folder() -> Path:
    """Return the folder of this user's slots in this allocation on this machine.

    Temporary space may be shared by several machines.
    """
    return Path(tempfile.gettempdir(), f"snnbench-gpus-{os.getuid()}", os.uname().nodename, allocation())


@contextmanager
def gpu_slot(folder: Path, gpus: Sequence[str], jobs_per_gpu: int) -> Iterator[str]:
    """Hold a slot of a GPU; cells spread over the GPUs before they share one, and wait while all are taken.

    Parameters
    ----------
    folder : Path
        Shared by the jobs that share the GPUs; holds a lock file per slot. The system frees the lock of a
        process that is killed.
    gpus : sequence of str
        Unique names of those that may be taken, at least one.
    jobs_per_gpu : int
        At least 1.

    Yields
    ------
    str
        The name of the GPU.

    Raises
    ------
    ValueError
        If there is no GPU to wait for.
    """
    if not gpus:
        raise ValueError("no GPU is visible, so there is no slot to wait for")
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for share in range(jobs_per_gpu):
            for gpu in gpus:
                with (folder / f"{gpu}-{share}.lock").open("w") as file:
                    try:
                        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    yield gpu
                    return
        time.sleep(WAIT_SECONDS)
