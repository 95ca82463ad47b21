"""Which keys of a config decide a result, and which are circumstances that pieces of a run may differ in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

CHOICES_OF_ROWS = ("run", "subset_of", "tasks", "methods", "only", "part")
"""Keys that say which rows a piece computes, not what is in them."""
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
"""Keys that say where and how rows are computed and shown."""
JOINED = ("datasets", "estimators", "networks", "grids")
"""Keys whose entries have names: each name must mean the same in all pieces that have it."""


def deciding(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a config that must be the same in all pieces, without what decides nothing in them.

    ``folds`` and ``repeats`` are among them, since the whole run asks for one thing, and so is any key that is not
    listed here.

    Parameters
    ----------
    config : mapping
        Contents of ``config.yaml``.
    """
    kept = {key: value for key, value in config.items() if key not in (*CHOICES_OF_ROWS, *CIRCUMSTANCES, *JOINED)}
    for key, without in _DECIDES_NOTHING.items():
        if isinstance(value := kept.get(key), Mapping):
            left_out = without(value)
            kept[key] = {inner: one for inner, one in value.items() if inner not in left_out}
    if config.get("device") == "cpu":
        kept.pop("precision", None)
    return kept


def deciding_of_declared(key: str, declared: Mapping[str, Any], same_content: Collection[str]) -> Mapping[str, Any]:
    """Return what decides results of a declared data set, method or network.

    Parameters
    ----------
    key : {"datasets", "estimators", "networks"}
    declared : mapping
    same_content : collection of str
        Tasks that had the same content in all pieces; which file they were read from decides nothing then.
    """
    if key != "datasets":
        return declared
    left_out = {"max_megabytes", "sha256", *(("csv",) if declared["name"] in same_content else ())}
    return {**declared, "source": {name: one for name, one in declared["source"].items() if name not in left_out}}


def _of_tox21(options: Mapping[str, Any]) -> set[str]:
    return {"threads"} if options.get("validation", "cluster_folds") == "cluster_folds" else {"threads", "fold"}


def _of_search(search: Mapping[str, Any]) -> set[str]:
    # by_depth decides there too: which settings are trained again.
    return {"rungs", "keep"} if search.get("strategy", "grid") == "grid" else set()


_DECIDES_NOTHING: dict[str, Callable[[Mapping[str, Any]], Collection[str]]] = {
    "tox21": _of_tox21,
    "search": _of_search,
}
"""Keys of sections that decide nothing, given the other keys of the section."""
