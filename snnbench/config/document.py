"""``docs/config.md`` from the models of the config: ``python -m snnbench.config.document > docs/config.md``."""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from snnbench.config.hints import sections_in
from snnbench.config.model import SET_BY_THE_READER, Config
from snnbench.methods.declared import Grid

HEAD = """\
# Config

<!-- Written by `python -m snnbench.config.document > docs/config.md`; a test keeps it in step. -->

A config is a YAML 1.2 file. `snnbench check` shows everything that is wrong with one at once, and so does `snakemake`
before it runs anything.

```bash
snnbench check configs/quick.yaml
```

- `1e-3` is a number, `yes` and `2024_11_29` are text, and a key that is given twice is an error.
- Several `--configfile` override one another key by key, and `--config key=value` overrides them all. In a shell
  `--config theory=false 'protocol={epochs: 10}'` is taken as it would be in a file. A name that looks like a number
  needs a letter or hyphens: `--config run=2024-11-29`.
- `--config 'tasks=[iris, car]'` without a `run` of its own makes a subset, and so do fewer `methods`, `only` and
  `part`, and a later file that says so: it is written to `results/<run>-subset-<hash>`, whose `config.yaml` names the
  full run as `subset_of`, and the full run stays as it is.
- Paths in `grids` and `datasets` (`csv`, `folder`, `sheet`) are relative to the config file; where there is no such
  file, to the working directory.

## Many data sets at once

`datasets` is a list of data sets, or one of these; a list may hold the last three next to single data sets:

| spelling | declares |
| --- | --- |
| `datasets: sheet.csv` | one per row; the columns are keys of a data set, its source and split: `name,csv,target` |
| `{sheet: sheet.csv}` | the same, within a list |
| `{folder: "data/*.csv", target: class}` | one data set per file, named like the file; all other keys are shared |
| `{openml_suite: 99}` | the tasks of a suite of openml.org, with their own targets and splits |
"""
UNDOCUMENTED = {"epochs": "Passes over the training rows."}
"""Meanings of keys that need none where they are declared."""
TYPES = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null"}
BOUNDS = {"ge": "at least {}", "gt": "above {}", "le": "at most {}", "lt": "below {}"}


def document() -> str:
    """Return the page: one table per section, with key, value, default and meaning."""
    parts = [HEAD]
    seen: set[type[BaseModel]] = {Config}
    waiting: list[tuple[str, type[BaseModel]]] = [("", Config)]
    while waiting:
        path, section = waiting.pop(0)
        parts.append(f"## {path or 'Top level'}\n\n{_first_sentence(section)}\n\n{_table(section)}\n")
        for name, field in section.model_fields.items():
            kinds = sections_in(field.annotation)
            for inner in kinds:
                if inner not in seen:
                    seen.add(inner)
                    several = any(one is tuple for one in _origins(field.annotation))
                    place = f"{path.strip('`')}{'.' if path else ''}{name}{'[]' if several else ''}"
                    waiting.append((f"`{place}`{_told_apart(inner, kinds)}", inner))
    return "\n".join(parts)


def _told_apart(section: type[BaseModel], kinds: list[type[BaseModel]]) -> str:
    """Return the key that tells a section from the others that may stand in its place, for its heading."""
    others = {name for other in kinds if other is not section for name in other.model_fields}
    own = [name for name, field in section.model_fields.items() if field.is_required() and name not in others]
    return f" with `{own[0]}`" if own and len(kinds) > 1 else ""


def _table(section: type[BaseModel]) -> str:
    meanings = _docstrings(section)
    lines = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
    for name, field in section.model_fields.items():
        if name in SET_BY_THE_READER:
            continue
        inner = sections_in(field.annotation)
        meaning = meanings.get(name) or UNDOCUMENTED.get(name) or (_first_sentence(inner[0]) if inner else "")
        value = _type(field.annotation, field.metadata)
        cells = (f"`{name}`", value, _default(field), meaning)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _docstrings(section: type[BaseModel]) -> dict[str, str]:
    """Return the strings below the fields of a class and of its parents, on one line each."""
    found = {}
    for cls in reversed(section.__mro__):
        if not issubclass(cls, BaseModel) or cls is BaseModel:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
        assert isinstance(body, ast.ClassDef)
        for field, text in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                found[ast.unparse(field.target)] = _markdown(str(text.value.value))
    return found


def _first_sentence(section: type[BaseModel]) -> str:
    return _markdown((inspect.getdoc(section) or "").split("\n\n")[0])


def _markdown(text: str) -> str:
    one_line = " ".join(text.split())
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", one_line).replace("``", "`")


def _default(field: Any) -> str:
    if field.default is PydanticUndefined and field.default_factory is None:
        return "required"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        return "see below"
    return f"`{json.dumps(_plain(default))}`"


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def _type(annotation: Any, metadata: typing.Sequence[Any] = ()) -> str:
    """Return what a value may be, in words."""
    if annotation == Grid:
        return "grid"
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0], [*getattr(arguments[1], "metadata", []), *arguments[1:], *metadata])
    if origin is typing.Literal:
        return ", ".join(f"`{json.dumps(one)}`".replace('"', "") for one in arguments)
    if origin in (typing.Union, types.UnionType):
        words = dict.fromkeys(_type(one, metadata if i == 0 else ()) for i, one in enumerate(arguments))
        return " or ".join(words).replace(" or null", ", or null")
    if origin in (tuple, list):
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"mapping to {_type(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "section"
    bounds = [words.format(value) for key, words in BOUNDS.items() if (value := _bound(metadata, key)) is not None]
    return ", ".join([TYPES.get(annotation, "anything"), *bounds])


def _bound(metadata: typing.Sequence[Any], key: str) -> object:
    return next((value for one in metadata if (value := getattr(one, key, None)) is not None), None)


def _origins(annotation: Any) -> Iterator[object]:
    yield typing.get_origin(annotation)
    for part in typing.get_args(annotation):
        yield from _origins(part)


if __name__ == "__main__":
    print(document(), end="")
