"""Whether pieces of a run agree in everything that decides a result, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHOICES_OF_ROWS = ("run", "subset_of", "tasks", "methods", "only", "part")
"""Config keys that say which rows a piece computes, not what is in them."""
CIRCUMSTANCES = (
    "missing",
    "incomplete",
    "theory",
    "jobs_per_gpu",
    "process_per_method_from_rows",
    "mirrors",
    "data_dir",
    "store",
    "limits",
    "job_minutes",
)
"""Config keys that say where and how rows are computed and shown. Any other key is taken to decide results."""
LIBRARIES = ("torch", "numpy", "scipy", "scikit-learn", "numba")
"""Versions in ``environment.json`` that decide results."""


class PiecesDiffer(ValueError):
    """Pieces cannot be merged: one line per difference.

    Parameters
    ----------
    differences : sequence of str
    """

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = list(differences)
        super().__init__("the pieces differ in what decides a result:\n" + "\n".join(f"  {d}" for d in differences))


def joined_config(configs: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Return the config of the merged run and in what the pieces' configs differ.

    Parameters
    ----------
    configs : mapping of str to mapping
        Contents of ``config.yaml`` by the piece's folder.

    Returns
    -------
    config : dict
        The first piece's, with the tasks, methods, data sets and estimators of all pieces, and no ``part``.
    differences : list of str
        Naming key, piece and both values.
    """
    (first, config), *others = configs.items()
    merged, differences = {key: value for key, value in config.items() if key not in ("part", "subset_of")}, []
    for name, other in others:
        for key in sorted({*config, *other} - {*CHOICES_OF_ROWS, *CIRCUMSTANCES, "datasets", "estimators", "grids"}):
            if config.get(key) != other.get(key):
                differences.append(f"{key}: {config.get(key)} in {first}, {other.get(key)} in {name}")
        for key in ("tasks", "methods"):
            merged[key] = list(dict.fromkeys([*merged[key], *other[key]]))
        merged["only"] = _join_names(merged.get("only") or {}, other.get("only") or {})
        for key in ("datasets", "estimators"):
            merged[key] = _join_declared(key, merged.get(key) or [], other.get(key) or [], name, differences)
        merged["grids"] = _join_grids(merged.get("grids") or {}, other.get("grids") or {}, name, differences)
    return merged, differences


def joined_environment(environments: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Return the environment of the merged run and in what the pieces' environments differ.

    Versions of libraries, the device, and the code of every method that two pieces share must be the same. Other
    entries, such as the machine, may differ; their values are listed.

    Parameters
    ----------
    environments : mapping of str to mapping
        Contents of ``environment.json`` by the piece's folder.
    """
    (first, environment), *others = environments.items()
    code: dict[str, str] = dict(environment.get("code") or {})
    differences = [
        f"code: environment.json of {name} lacks the hashes of the methods' code, so it cannot be compared"
        for name, one in environments.items()
        if not one.get("code")
    ]
    for name, other in others:
        for key in (*LIBRARIES, "device"):
            if environment.get(key) != other.get(key):
                differences.append(f"{key}: {environment.get(key)} in {first}, {other.get(key)} in {name}")
        for method, version in (other.get("code") or {}).items():
            if code.setdefault(method, version) != version:
                differences.append(f"code of {method}: {name} was computed by another version than the pieces before")
    merged: dict[str, Any] = {}
    for key in dict.fromkeys(key for one in environments.values() for key in one):
        values = list(dict.fromkeys(str(one[key]) for one in environments.values() if key in one))
        merged[key] = environment[key] if len(values) == 1 and key in environment else "; ".join(values)
    return merged | {"code": code, "merged": [Path(name).name for name in environments]}, differences


def _join_names(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {key: list(dict.fromkeys([*one.get(key, ()), *other.get(key, ())])) for key in {**one, **other}}


def _join_declared(
    key: str, known: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], piece: str, differences: list[str]
) -> list[Mapping[str, Any]]:
    """Return all declarations, each name once."""
    by_name = {one["name"]: one for one in known}
    for one in new:
        if by_name.setdefault(one["name"], one) != one:
            differences.append(f"{key}: {piece} declares '{one['name']}' otherwise than the pieces before")
    return list(by_name.values())


def _join_grids(
    known: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], piece: str, differences: list[str]
) -> dict[str, dict[str, Any]]:
    """Return the grids of all suites and methods."""
    joined = {suite: dict(grids) for suite, grids in known.items()}
    for suite, grids in new.items():
        for method, grid in grids.items():
            if joined.setdefault(suite, {}).setdefault(method, grid) != grid:
                differences.append(f"grids.{suite}.{method}: {piece} has another grid than the pieces before")
    return joined
