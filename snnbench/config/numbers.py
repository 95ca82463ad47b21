"""Checks of numbers: Pydantic would take ``true`` for 1 and ``"10"`` for 10, and compares no keys with each other."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from snnbench.config.messages import shown
from snnbench.config.model import Config
from snnbench.training.protocol import TrainingProtocol


def number_errors(values: Mapping[str, Any], model: type[BaseModel] = Config, texts: bool = False) -> Iterator[str]:
    """Yield values that are not numbers, or not true or false, where a model has them.

    Parameters
    ----------
    values : mapping
    model : type
        That ``values`` will be validated as.
    texts : bool
        Whether texts may spell numbers, as in a sheet.
    """
    for name, field in model.model_fields.items():
        if name in values:
            yield from _errors_at(name, values[name], field.annotation, texts)


def rung_errors(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield rungs of halving that no net meets, since its training ends before."""
    search, protocol = values.get("search"), values.get("protocol")
    epochs = protocol.get("epochs") if isinstance(protocol, Mapping) else None
    if epochs is None:
        epochs = TrainingProtocol.model_fields["epochs"].default
    if not isinstance(search, Mapping) or search.get("strategy") != "halving" or not _is_number(epochs):
        return
    rungs = search.get("rungs")
    for i, rung in enumerate(rungs if isinstance(rungs, list | tuple) else ()):
        if _is_number(rung) and rung >= epochs:
            yield f"search.rungs.{i}: {shown(rung)} is wrong: training ends at epoch {epochs} (protocol.epochs)"


def _errors_at(path: str, value: object, annotation: Any, texts: bool) -> Iterator[str]:
    kinds = list(_alternatives(annotation))
    plain = {kind for kind in kinds if isinstance(kind, type)}
    if isinstance(value, Mapping):
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from (f"{path}.{line}" for line in number_errors(value, kind, texts))
            elif typing.get_origin(kind) is dict:
                for key, inner in value.items():
                    yield from _errors_at(f"{path}.{key}", inner, typing.get_args(kind)[1], texts)
    elif isinstance(value, list | tuple):
        for kind in kinds:
            if typing.get_origin(kind) in (tuple, list):
                for i, inner in enumerate(value):
                    yield from _errors_at(f"{path}.{i}", inner, typing.get_args(kind)[0], texts)
    elif plain & {int, float} and not plain & {bool, str}:
        is_text = isinstance(value, str) and not texts and str not in map(type, _literals(kinds))
        if isinstance(value, bool) or is_text:
            needed = "a number" if float in plain else "an integer"
            yield f"{path}: {shown(value)} is wrong: {needed} is needed{', without quotes' * _spells_a_number(value)}"
    elif bool in plain and not plain & {int, float, str} and type(value) in (int, float, str):
        yield f"{path}: {shown(value)} is wrong: true or false is needed"


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the types of a union, without what only annotates them."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for one in typing.get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation


def _literals(kinds: list[Any]) -> Iterator[object]:
    for kind in kinds:
        if typing.get_origin(kind) is typing.Literal:
            yield from typing.get_args(kind)


def _spells_a_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except ValueError:
        return False
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
