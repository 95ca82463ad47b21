"""Pydantic's errors as lines that a user understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from snnbench.config.hints import key_hint
from snnbench.config.model import Config
from snnbench.config.wording import what_is_right

FORMER = {
    "process_per_method_from_rows": "no longer a key, as jobs are formed by their planned time: delete the line",
}
"""Keys that configs once had, and what to do about them."""
MAX_CHARACTERS = 200
"""Characters of a value that are shown."""


def messages(
    errors: Sequence[Mapping[str, Any]], values: Mapping[str, Any], root: type[BaseModel] = Config
) -> Iterator[str]:
    """Yield one line per error, and of the alternatives of a union only the one that comes closest.

    Parameters
    ----------
    errors : sequence of mapping
        Of ``ValidationError.errors()``.
    values : mapping
        What was validated.
    root : type
        The model that it was validated as.
    """
    alternatives: dict[tuple, dict[object, list[Mapping[str, Any]]]] = {}
    for error in errors:
        place, branch = _union_at(error["loc"], values)
        alternatives.setdefault(place, {}).setdefault(branch, []).append(error)
    for branches in alternatives.values():
        for error in min(branches.values(), key=len):
            yield message(error, values, root)


def message(error: Mapping[str, Any], values: Mapping[str, Any], root: type[BaseModel] = Config) -> str:
    """Return one error as a line: the dotted path, what was given, and what would be right."""
    keys = list(_path_in(values, error["loc"]))
    path = ".".join(map(str, keys)) or "config"
    if error["type"] == "extra_forbidden" and path in FORMER:
        return f"{path}: {FORMER[path]}"
    if error["type"] == "extra_forbidden":
        return f"{path}: unknown key ({key_hint(error['loc'], root)})"
    if error["type"] == "missing":
        return f"{path}: missing, and it has no default"
    return f"{path}: {shown(error['input'])} is wrong: {what_is_right(error, keys)}"


def shown(value: object) -> str:
    """Return a value as it is shown in an error, cut to :data:`MAX_CHARACTERS` characters."""
    text = repr(value)
    return text if len(text) <= MAX_CHARACTERS else f"{text[:MAX_CHARACTERS]}..."


def _union_at(location: tuple[int | str, ...], values: object) -> tuple[tuple, object]:
    """Return the path up to the first union on an error's way, and the alternative; (location, None) without one."""
    for i, part in enumerate(location):
        if _has(values, part):
            values = values[part]  # type: ignore[index]
        elif i < len(location) - 1:
            return location[:i], part
    return location, None


def _path_in(values: object, location: tuple[int | str, ...]) -> Iterator[int | str]:
    """Yield the parts of a location that are keys of the config, not names of a union's alternatives."""
    for i, part in enumerate(location):
        if _has(values, part):
            values = values[part]  # type: ignore[index]
            yield part
        elif i == len(location) - 1 and not str(part).startswith(("dict[", "list[", "function-")):
            yield part


def _has(values: object, part: int | str) -> bool:
    if isinstance(values, Mapping):
        return part in values
    return isinstance(values, list | tuple) and isinstance(part, int) and part < len(values)
