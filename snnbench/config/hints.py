"""The key that was probably meant, on the same level of a config, one below or one above."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from snnbench.config.model import SET_BY_THE_READER, Config
from snnbench.data.catalog import nearest


def key_hint(location: tuple[int | str, ...], root: type[BaseModel] = Config) -> str:
    """Return a hint at what an unknown key may have meant.

    Parameters
    ----------
    location : tuple
        Of the key, as Pydantic gives it.
    root : type
        The model in which the location starts.
    """
    name = str(location[-1])
    here = {field for section in _sections_at(location[:-1], root) for field in section.model_fields}
    here.difference_update(SET_BY_THE_READER)
    paths = _paths()
    exact = [path for path in paths if path.rpartition(".")[2] == name]
    if not exact and (close := difflib.get_close_matches(name, here, n=1, cutoff=0.7)):
        return f"did you mean '{close[0]}'?"
    close_last = difflib.get_close_matches(name, {path.rpartition(".")[2] for path in paths}, n=1, cutoff=0.8)
    elsewhere = exact or [path for path in paths if path.rpartition(".")[2] in close_last]
    if elsewhere:
        return f"did you mean '{elsewhere[0]}'?"
    return nearest(name, here)


@cache
def _paths() -> list[str]:
    """Return the dotted paths of all keys, those of upper levels first; list indices are left out."""

    def walk(section: type[BaseModel], prefix: str) -> Iterator[str]:
        for name, field in section.model_fields.items():
            yield f"{prefix}{name}"
            for inner in sections_in(field.annotation):
                yield from walk(inner, f"{prefix}{name}.")

    for_users = [path for path in walk(Config, "") if path not in SET_BY_THE_READER]
    return sorted(for_users, key=lambda path: path.count("."))


def _sections_at(location: tuple[int | str, ...], root: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the sections that may stand at a location; union tags and indices on the way are passed over."""
    sections: list[type[BaseModel]] = [root]
    for part in location:
        fields = [section.model_fields[part] for section in sections if part in section.model_fields]
        if fields:
            sections = [inner for field in fields for inner in sections_in(field.annotation)]
        elif tagged := [section for section in sections if section.__name__ == part]:
            sections = tagged
    return sections


def sections_in(annotation: object) -> list[type[BaseModel]]:
    """Return the sections within a field's type, such as the entries of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [section for part in typing.get_args(annotation) for section in sections_in(part)]
