"""Whether pieces of a run agree in everything that decides a result, and what they say together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from snnbench.runs.environment import DECIDING_LIBRARIES
from snnbench.runs.merge.deciding import deciding, deciding_of_declared


class PiecesDiffer(ValueError):
    """Pieces cannot be merged: one line per difference.

    Parameters
    ----------
    differences : sequence of str
    """

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = list(differences)
        super().__init__("the pieces differ in what decides a result:\n" + "\n".join(f"  {d}" for d in differences))


def joined_config(
    configs: Mapping[str, Mapping[str, Any]], same_content: Collection[str] = ()
) -> tuple[dict[str, Any], list[str]]:
    """Return the config of the merged run and in what the pieces' configs differ.

    Parameters
    ----------
    configs : mapping of str to mapping
        Contents of ``config.yaml`` by the piece's folder.
    same_content : collection of str
        Tasks whose content is known to be the same in all pieces.

    Returns
    -------
    config : dict
        The first piece's, with the tasks, methods, data sets, estimators, networks and grids of all pieces, and no
        ``part``.
    differences : list of str
        Naming key, piece and both values.
    """
    (first, config), *others = configs.items()
    merged, differences = {key: value for key, value in config.items() if key not in ("part", "subset_of")}, []
    of_first = deciding(config)
    for name, other in others:
        of_other = deciding(other)
        for key in sorted({*of_first, *of_other}):
            if of_first.get(key) != of_other.get(key):
                differences.append(f"{key}: {of_first.get(key)} in {first}, {of_other.get(key)} in {name}")
        for key in ("tasks", "methods"):
            merged[key] = list(dict.fromkeys([*merged[key], *other[key]]))
        merged["only"] = _join_names(merged.get("only") or {}, other.get("only") or {})
        for key in ("datasets", "estimators", "networks"):
            declared, again = merged.get(key) or [], other.get(key) or []
            merged[key] = _join_declared(key, declared, again, name, differences, same_content)
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
        for key in (*DECIDING_LIBRARIES, "device"):
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
    key: str,
    known: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    piece: str,
    differences: list[str],
    same_content: Collection[str],
) -> list[Mapping[str, Any]]:
    """Return all declarations, each name once."""
    by_name = {one["name"]: one for one in known}
    for one in new:
        before = by_name.setdefault(one["name"], one)
        if deciding_of_declared(key, before, same_content) != deciding_of_declared(key, one, same_content):
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
