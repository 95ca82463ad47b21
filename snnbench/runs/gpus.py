"""Which GPUs there are, found without torch, and on which device networks are trained."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote

DEVICE_FILES = ("nvidia[0-9]*", "kfd", "dxg")
"""Patterns of what is in /dev where there is a GPU: NVIDIA's, AMD's, and that of Windows."""
JOB_VARIABLES = ("SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "LSB_JOBINDEX")
"""Variables in which schedulers name an allocation to its processes; LSF numbers the jobs of an array separately."""
BY_BUS = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"}
"""Makes CUDA count GPUs as nvidia-smi does; without it the fastest GPU has number 0."""


class NoGPU(Exception):
    """The config asks for a GPU, and none is visible."""


class UnknownOrder(ValueError):
    """Numbers in CUDA_VISIBLE_DEVICES count GPUs otherwise than nvidia-smi does."""


def decided_device(asked: Literal["auto", "cpu", "cuda"]) -> Literal["cpu", "cuda"]:
    """Return the device of networks.

    Parameters
    ----------
    asked : {"auto", "cpu", "cuda"}
        ``auto``: a GPU where one is visible.

    Raises
    ------
    NoGPU
        If a GPU is asked for and none is visible.
    """
    if asked == "cpu":
        return "cpu"
    if visible_gpus():
        return "cuda"
    if asked == "cuda":
        shown = os.environ.get("CUDA_VISIBLE_DEVICES")
        seen = "is not set" if shown is None else f"is '{shown}'"
        raise NoGPU(
            f"device: cuda, but no GPU is visible on {os.uname().nodename} (CUDA_VISIBLE_DEVICES {seen}; "
            f"torch {'can' if _torch_can() else 'was built so that it cannot'} compute on one). "
            "Write device: cpu, or run where nvidia-smi lists a GPU."
        )
    return "cpu"


def asks_for_gpu(asked: Literal["auto", "cpu", "cuda"]) -> bool:
    """Whether networks will be trained on a GPU, though perhaps not on one of this machine."""
    return asked == "cuda" or (asked == "auto" and bool(visible_gpus()))


@cache
def visible_gpus() -> tuple[str, ...]:
    """Return the names by which CUDA_VISIBLE_DEVICES may select each visible GPU alone.

    Unique names (``GPU-...``, ``MIG-...``) where nvidia-smi tells them, otherwise numbers in the order of their buses.
    Numbers in CUDA_VISIBLE_DEVICES are those of nvidia-smi, as schedulers mean them.

    Raises
    ------
    UnknownOrder
        If they are not, as CUDA_DEVICE_ORDER says.
    """
    if not _torch_can():
        return ()
    shown = os.environ.get("CUDA_VISIBLE_DEVICES")
    entries = [] if shown is None else [entry for entry in map(str.strip, shown.split(",")) if entry]
    names = _listed()
    if not names:
        counted = _counted()
        return counted if shown is None else tuple(entries[: len(counted)])
    if shown is None:
        return names
    _check_order(entries, names)
    visible = []
    for entry in entries:
        if entry.isdigit():
            # As CUDA does, what follows a number without a GPU is not visible.
            if int(entry) >= len(names):
                break
            visible.append(names[int(entry)])
        elif entry.startswith(("GPU-", "MIG-")):
            visible.append(entry)
        else:
            break
    return tuple(visible)


def _check_order(entries: Sequence[str], names: Sequence[str]) -> None:
    """Raise UnknownOrder where it is not known which of several GPUs a number means."""
    order = os.environ.get("CUDA_DEVICE_ORDER", BY_BUS["CUDA_DEVICE_ORDER"])
    if order != BY_BUS["CUDA_DEVICE_ORDER"] and len(names) > 1 and any(map(str.isdigit, entries)):
        raise UnknownOrder(
            f"CUDA_VISIBLE_DEVICES is '{','.join(entries)}', but CUDA_DEVICE_ORDER is '{order}', by which nvidia-smi "
            "does not count. Write CUDA_DEVICE_ORDER=PCI_BUS_ID and the numbers of nvidia-smi, or names such as "
            f"CUDA_VISIBLE_DEVICES={names[0]}."
        )


def allocation(environment: Mapping[str, str] = os.environ) -> str:
    """Return a name for what a scheduler has allocated to this process, fit for a file: ``machine`` where none did.

    Jobs of different allocations share no GPU unless the scheduler wants them to; those inside one do.
    """
    named = [f"{name}-{environment[name]}" for name in JOB_VARIABLES if environment.get(name)]
    return quote("_".join(named), safe="[]") or "machine"


def _torch_can() -> bool:
    """Whether torch was built for GPUs and there may be one; importing torch would take two seconds."""
    if not any(any(Path("/dev").glob(pattern)) for pattern in DEVICE_FILES):
        return False
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return False
    built = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
    return re.search(r"^(?:cuda|hip)\b[^=]*= *['\"]", built, re.MULTILINE) is not None


def _listed() -> tuple[str, ...]:
    """Return the unique names of all GPUs, or of the parts of those that are divided."""
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    gpus: list[list[str]] = []
    for name, kind in re.findall(r"\(UUID: ((GPU|MIG)-[^)]*)\)", listed):
        if kind == "GPU":
            gpus.append([name])
        elif gpus:
            gpus[-1].append(name)
    return tuple(name for gpu in gpus for name in (gpu[1:] or gpu))


def _counted() -> tuple[str, ...]:
    import torch

    return tuple(map(str, range(torch.cuda.device_count())))
