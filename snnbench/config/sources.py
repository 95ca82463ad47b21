"""Where a config comes from: files and ``key=value`` pairs of the command line, merged into one mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from snnbench.config.errors import ConfigError
from snnbench.config.yaml_file import YamlError, as_written, load_yaml_file
from snnbench.paths import expanded, is_file, is_folder, matching


def sources_of(files: Sequence[Path], arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values of each config file, and last those of ``--config``.

    Files are read here again, as Snakemake reads them by the rules of YAML 1.1.

    Parameters
    ----------
    files : sequence of Path
        Later files override earlier ones, key by key.
    arguments : mapping
        What Snakemake made of ``--config key=value``.

    Raises
    ------
    ConfigError
        If a file is missing or not YAML.
    """
    # Snakemake's `configfile:` is text, its --configfile a Path.
    read = [resolved_paths(mapping_in(file, str(file)), file.parent) for file in map(Path, files)]
    return [*read, {key: _of_argument(value) for key, value in arguments.items()}]


def merged(sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one mapping of several, later ones overriding earlier ones key by key."""
    values: dict[str, Any] = {}
    for source in sources:
        values = _merged(values, source)
    return values


def mapping_in(path: Path, key: str) -> dict[str, Any]:
    """Return the mapping in a YAML file.

    Raises
    ------
    ConfigError
        Naming ``key``, if there is no such file or it holds no mapping.
    """
    if not is_file(path):
        raise ConfigError([f"{key}: no file '{path}' (looked in {Path.cwd()})"])
    try:
        content = load_yaml_file(path)
    except (YamlError, OSError) as error:
        raise ConfigError([f"{key}: {path} is not YAML that can be read: {error}"]) from error
    if not isinstance(content, dict):
        raise ConfigError([f"{key}: {path} must hold `key: value` lines"])
    return content


def resolved_paths(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the values with the local paths in ``grids`` and ``datasets`` found next to the config file.

    A path or pattern that matches nothing there is relative to the working directory.
    """

    def found(path: object) -> object:
        if not isinstance(path, str) or "://" in path:
            return path
        meant = expanded(path)
        next_to_config = folder / meant
        there = is_file(next_to_config) or is_folder(next_to_config) or matching(next_to_config)
        return str(next_to_config if there else meant)

    def declared(entry: object) -> object:
        if not isinstance(entry, Mapping):
            return entry
        paths = {key: found(entry[key]) for key in ("csv", "folder", "sheet") if key in entry}
        return {**entry, **paths, **({"source": declared(entry["source"])} if "source" in entry else {})}

    datasets = values.get("datasets")
    if isinstance(datasets, list):
        datasets = [declared(entry) for entry in datasets]
    given = {"grids": found(values.get("grids")), "datasets": declared(found(datasets))}
    return {**values, **{key: value for key, value in given.items() if key in values}}


def _merged(values: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return one mapping overridden by another, level by level, as Snakemake does."""
    merged = dict(values)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _of_argument(value: object, nested: bool = False) -> object:
    """Return a ``--config`` value as YAML 1.2 means it.

    Snakemake reads whole values as a number or ``True`` and ``False``, and leaves all else and everything within
    lists and mappings as text. So only what it left as text is resolved; of whole values numbers that it left are
    text on purpose, such as ``2024_11_29`` in quotes.
    """
    if isinstance(value, Mapping):
        return {str(key): _of_argument(inner, nested=True) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_of_argument(inner, nested=True) for inner in value]
    if isinstance(value, str):
        meant = as_written(value)
        return meant if nested or isinstance(meant, bool) or meant is None else value
    return value
