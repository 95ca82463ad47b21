"""Reading a config: every error at once, before anything runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from snnbench.config.cross import cross_errors
from snnbench.config.declared import declared_datasets
from snnbench.config.errors import ConfigError
from snnbench.config.messages import messages
from snnbench.config.model import Config
from snnbench.config.numbers import number_errors
from snnbench.config.sources import mapping_in, merged, sources_of
from snnbench.config.subset import named_by_itself, with_groups, with_suites, without_other_methods
from snnbench.paths import expanded

__all__ = ["ConfigError", "read_config", "read_config_file", "read_run"]

_GRID = re.compile(r"(grids|(?:estimators|networks)\.\d+\.grid)\b")
"""Path of a grid, of whose alternatives Pydantic says the same in other words."""


def read_config_file(path: str | Path) -> Config:
    """Read a config from a YAML file; see :func:`read_config`."""
    return read_run([Path(path)])


def read_run(files: Sequence[Path], arguments: Mapping[str, Any] | None = None, imports: bool = True) -> Config:
    """Read the config of a call of Snakemake.

    A run that a later file or ``--config`` makes smaller by ``tasks``, ``methods``, ``only`` or ``part``, without
    naming a run of its own, is a subset: it gets a folder of its own next to the full run's, and leaves the theory to
    that.

    Parameters
    ----------
    files : sequence of Path
        Later files override earlier ones.
    arguments : mapping, optional
        What Snakemake made of ``--config``.
    imports : bool
        See :func:`read_config`.
    """
    sources = sources_of(files, arguments or {})
    values = without_other_methods(merged(sources), sources)
    return named_by_itself(read_config(values, imports), sources)


def read_config(values: Mapping[str, Any], imports: bool = True) -> Config:
    """Check a config and fill in its defaults.

    Parameters
    ----------
    values : mapping
        As YAML gives it. ``grids`` may be the path of a YAML file, relative to the working directory.
    imports : bool
        Whether classes of scikit-learn and of the user are imported, which takes a second or more, and asked about
        the values of their hyperparameters.

    Returns
    -------
    Config
        With the grids themselves, and with suites among ``tasks`` and groups among ``methods`` written out.

    Raises
    ------
    ConfigError
        Listing every error with its dotted path, the offending value and what would be valid.
    """
    values, errors = dict(values), []
    if isinstance(values.get("grids"), str):
        try:
            values["grids"] = mapping_in(expanded(values["grids"]), "grids")
        except ConfigError as error:
            errors += error.errors
            del values["grids"]
    declared = declared_datasets(values)
    values.pop("datasets", None)
    errors += [*declared.errors, *number_errors(values), *cross_errors(values, declared, imports)]
    try:
        config = Config.model_validate({**values, "datasets": declared.datasets})
    except ValidationError as invalid:
        said = set(map(_place, errors))
        errors += [line for line in messages(invalid.errors(), values) if _place(line) not in said]
        config = None
    if errors or config is None:
        raise ConfigError(list(dict.fromkeys(errors)))
    only = {suite: with_groups(names) for suite, names in config.only.items()}
    tasks = tuple(with_suites(config.tasks, [dataset.name for dataset in config.datasets]))
    return config.model_copy(update={"tasks": tasks, "methods": with_groups(config.methods), "only": only})


def _place(error: str) -> str:
    """Return where an error is, that of the whole grid for one in a grid."""
    grid = _GRID.match(error)
    return grid[0] if grid else error.partition(": ")[0]
