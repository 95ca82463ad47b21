"""Packages that only some uses need: which extra of the distribution brings them, and an error that says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

EXTRAS = {
    "report": ("jinja2", "matplotlib", "pyarrow", "scikit_posthocs", "statsmodels"),
    "workflow": ("fsspec", "psutil", "snakemake", "snakemake_interface_logger_plugins"),
    "tox21": ("rdkit",),
    "openml": ("arff", "openml"),
    "slurm": ("snakemake_executor_plugin_slurm",),
    "jax": ("jax", "jaxlib"),
    "bayes": ("baycomp",),
}
"""Top-level modules by the extra that installs them."""


class MissingExtra(ImportError):
    """An optional package is not installed; the message names the extra that brings it."""


def explained(error: ImportError) -> ImportError:
    """Return an error that names the extra, or the same error for a package that belongs to none."""
    package = (error.name or "").partition(".")[0]
    for extra, packages in EXTRAS.items():
        if package in packages:
            return MissingExtra(
                f"{package} is not installed; it comes with an extra: pip install 'snnbench[{extra}]'", name=package
            )
    return error


@contextmanager
def needs_extra() -> Iterator[None]:
    """Let a failing import of an optional package within the block name its extra.

    Raises
    ------
    MissingExtra
        If a package of :data:`EXTRAS` is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise explained(error) from error
