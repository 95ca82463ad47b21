"""Where the Snakemake workflow lies: inside an installed wheel, or around the package in a checkout."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def pipeline_folder() -> Path:
    """Return the folder that holds ``Snakefile``, ``workflow``, ``config``, ``configs`` and ``profiles``.

    Raises
    ------
    FileNotFoundError
        If neither a wheel's nor a checkout's workflow is there.
    """
    for folder in (PACKAGE / "pipeline", PACKAGE.parent):
        if (folder / "Snakefile").is_file():
            return folder
    raise FileNotFoundError(f"no Snakefile in {PACKAGE / 'pipeline'} or {PACKAGE.parent}: install snnbench again")
