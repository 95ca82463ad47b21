"""What made a run: versions, machine, device, and a hash of the code of each method."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import snnbench
from snnbench.config.model import Config
from snnbench.files import written_whole
from snnbench.runs.keys import code_of
from snnbench.runs.named import method_named

DECIDING_LIBRARIES = ("torch", "numpy", "scipy", "scikit-learn", "numba")
"""Libraries whose versions decide results: pieces of a run must agree in them."""
LIBRARIES = (*DECIDING_LIBRARIES, "pandas", "snakemake")
"""Libraries whose versions are written."""


def write_environment(config: Config, path: str) -> None:
    """Write ``environment.json``.

    Parameters
    ----------
    config : Config
        With the device that was decided on.
    path : str
    """
    text = json.dumps(config.model_dump(mode="json"), sort_keys=True)
    environment = {
        "snnbench": snnbench.__version__,
        "seed": config.seed,
        "config_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
        **_chemistry(config),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "device": config.device,
        "gpu": _gpu_name() if config.device == "cuda" else "none",
        "code": {name: code_of(method_named(name, config)) for name in config.methods},
    }
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(environment, indent=2) + "\n")


def _chemistry(config: Config) -> dict[str, str]:
    """Return the version of what computes the features of Tox21, where it is in the run."""
    if "tox21" not in config.tasks:
        return {}
    try:
        return {"rdkit": version("rdkit")}
    except PackageNotFoundError:
        return {"rdkit": "not installed where the run was collected"}


def _gpu_name() -> str:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "none on the machine that collected"
