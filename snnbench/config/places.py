"""Checks of the places where a run keeps things: what cannot work there would only be said in a job's log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from snnbench.config.messages import shown
from snnbench.paths import expanded, is_folder

LOCAL = ("file", "local")
"""Protocols of fsspec whose addresses are paths of this machine."""


def place_errors(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with ``store`` and ``data_dir``: empty, below a file, or of an unknown protocol."""
    for key in ("store", "data_dir"):
        place = values.get(key)
        if isinstance(place, str) and (problem := _problem(place, addresses=key == "store")):
            yield f"{key}: {shown(place)} is wrong: {problem}"


def _problem(place: str, addresses: bool) -> str | None:
    if not place.strip():
        return "it names no place; leave the key out for the default"
    if "::" not in place and "://" not in place:
        return _folder_problem(place)
    if not addresses:
        return "downloads are kept in a folder of this machine"
    parts = [part.partition("://")[0] for part in place.split("::")]
    for protocol in parts:
        if protocol in LOCAL:
            continue
        try:
            from fsspec import get_filesystem_class

            get_filesystem_class(protocol)
        except ValueError:
            return f"fsspec knows no protocol '{protocol}'"
        except ImportError as error:
            return f"what reads '{protocol}' is not installed ({error})"
    return _folder_problem(place.partition("://")[2]) if parts[0] in LOCAL else None


def _folder_problem(place: str) -> str | None:
    """Return why a folder cannot be made at a path: it, or what it would lie in, is a file."""
    path = expanded(place)
    try:
        found = next((one for one in (path, *path.parents) if one.exists()), None)
    except (OSError, ValueError) as error:
        return f"it cannot be a path ({error})"
    if found is None or is_folder(found):
        return None
    return f"{found} is a file, and a folder is needed (looked in {Path.cwd()})"
