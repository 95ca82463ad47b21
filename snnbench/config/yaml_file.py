"""Reading YAML 1.2: what a person means by ``1e-3`` is a number, and no file can make the reader hang.

PyYAML follows YAML 1.1, where ``1e-3`` is text, ``no`` is false and ``2024_11_29`` is a number. The loader here
resolves plain scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), refuses
repeated keys and explicit tags, and bounds the size, the depth and the number of values that aliases expand to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

# The loader on top of libyaml is some ten times as fast; wheels of PyYAML carry it.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 5_000_000
"""Most bytes of a file; a config with 10,000 data sets takes less than 1,000,000."""
MAX_DEPTH = 50
"""Most levels of lists and mappings in each other."""
MAX_VALUES = 1_000_000
"""Most values of a file once its aliases are expanded."""

_CORE_SCHEMA = (
    ("null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    ("bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("int", re.compile(r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")),
    (
        "float",
        re.compile(
            r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$",
        ),
        list("-+0123456789."),
    ),
    ("merge", re.compile(r"^<<$"), ["<"]),
)


class YamlError(ValueError):
    """A text that is not YAML, or that is refused; says why and, where it is known, in which line."""


class _CoreLoader(_Loader):
    """Resolves plain scalars by the core schema of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's interface

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping; a key that is given twice is an error."""
        lines: dict[Hashable, int] = {}
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key, line = self.construct_object(key_node, deep=True), key_node.start_mark.line + 1
            if not isinstance(key, Hashable):
                raise YamlError(f"line {line}: a key must be a word or a number, not a list or mapping")
            if key in lines:
                raise YamlError(f"line {line}: the key '{key}' is given twice, first in line {lines[key]}")
            lines[key] = line
        return super().construct_mapping(node, deep)


def _construct_int(loader: _CoreLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    try:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    except ValueError as error:  # Python refuses integers of more than 4,300 digits
        raise YamlError(f"line {node.start_mark.line + 1}: a number of {len(text)} digits is too long") from error


def _construct_float(loader: _CoreLoader, node: yaml.ScalarNode) -> float:
    text = loader.construct_scalar(node).lower()
    if text.endswith((".inf", ".nan")):
        return math.nan if text.endswith("nan") else math.copysign(math.inf, -1 if text[0] == "-" else 1)
    return float(text)


for _name, _pattern, _first in _CORE_SCHEMA:
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _pattern, _first)
_CoreLoader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_CoreLoader.add_constructor("tag:yaml.org,2002:float", _construct_float)


def load_yaml(text: str) -> Any:
    """Return what a YAML 1.2 document holds.

    Parameters
    ----------
    text : str
        At most :data:`MAX_BYTES` bytes in UTF-8.

    Raises
    ------
    YamlError
        If the text is not YAML, repeats a key, or is larger, deeper or wider than the bounds of this module.
    """
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise YamlError(f"it has {size:,} bytes; at most {MAX_BYTES:,} are read")
    try:
        _check_bounds(text)
        return yaml.load(text, Loader=_CoreLoader)
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())) from error


def load_yaml_file(path: Path) -> Any:
    """Return what a YAML 1.2 file holds; see :func:`load_yaml`.

    Raises
    ------
    YamlError
        As :func:`load_yaml`, and if the file is not text in UTF-8.
    OSError
        If it cannot be opened.
    """
    if (size := path.stat().st_size) > MAX_BYTES:
        raise YamlError(f"it has {size:,} bytes; at most {MAX_BYTES:,} are read")
    try:
        return load_yaml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise YamlError(f"it is not text in UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error


def as_written(text: str) -> Any:
    """Return the value that a plain scalar stands for in YAML 1.2: ``1e-3`` a number, ``false`` a boolean."""
    tag = _CoreLoader("").resolve(yaml.ScalarNode, text, (True, False))
    return load_yaml(text) if tag != "tag:yaml.org,2002:str" else text


def _check_bounds(text: str) -> None:
    """Read the events of a document, which costs no recursion, and refuse those that grow too large."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, Loader=_Loader):
        where = f"line {event.start_mark.line + 1 if event.start_mark else 1}"
        if (tag := getattr(event, "tag", None)) is not None:
            raise YamlError(f"{where}: the tag {tag!r} is not read; quote text instead")
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((event.anchor, 1))
            if len(open_) > MAX_DEPTH + 1:
                raise YamlError(f"{where}: more than {MAX_DEPTH} lists or mappings in each other")
            continue
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                raise YamlError(f"{where}: no value is called '&{event.anchor}' before it")
            size = sizes[event.anchor]
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_.pop()
            sizes |= {anchor: size} if anchor else {}
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
            sizes |= {event.anchor: size} if event.anchor else {}
        else:
            continue
        anchor, total = open_[-1]
        if total + size > MAX_VALUES:
            raise YamlError(f"{where}: more than {MAX_VALUES:,} values, aliases expanded")
        open_[-1] = (anchor, total + size)
