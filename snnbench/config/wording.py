"""What would be right, in words of a config: Pydantic's own speak of Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from snnbench.methods.declared import DOTTED

WORDS = {
    "bool_parsing": "true or false is needed",
    "bool_type": "true or false is needed",
    "dict_type": "`key: value` lines are needed",
    "float_parsing": "a number is needed",
    "float_type": "a number is needed",
    "int_from_float": "an integer is needed",
    "int_parsing": "an integer is needed",
    "int_type": "an integer is needed",
    "invalid_key": "a key is a word; quote it to make it one",
    "mapping_type": "`key: value` lines are needed",
    "model_attributes_type": "`key: value` lines are needed",
    "model_type": "`key: value` lines are needed",
    "string_type": "a text is needed",
    "too_short": "at least one entry is needed",
}
"""By Pydantic's type of error."""
PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": "it starts with a letter or digit and has only letters, digits, `_`, `.` and `-`",
    r"^[A-Za-z][A-Za-z0-9_.-]*$": "it starts with a letter and has only letters, digits, `_`, `.` and `-`",
    r"^[0-9A-Fa-f]{64}$": "it has 64 hexadecimal digits",
    DOTTED: "it is a dotted name, such as package.module.Class",
}
"""What the patterns of texts ask for."""


def what_is_right(error: Mapping[str, Any], path: Sequence[int | str]) -> str:
    """Return what would be right in place of what is wrong.

    Parameters
    ----------
    error : mapping
        Of ``ValidationError.errors()``.
    path : sequence
        The keys that lead to the value.
    """
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "string_type" and isinstance(given, bool | int | float):
        # Snakemake takes run=2024_11_29 for a number, strips quotes before, and the underscores are lost.
        read = "true or false" if isinstance(given, bool) else "a number"
        where = f", {path[-1]}: '...'" if path and isinstance(path[-1], str) else ""
        shell = "; in a shell use hyphens, run=2024-11-29" if list(path) == ["run"] else ""
        return f"it is read as {read}; in a file quote it{where}{shell}"
    if kind in ("tuple_type", "list_type"):
        plain = isinstance(given, str | int | float) and not isinstance(given, bool)
        return f"a list is needed: [{given}]" if plain else "a list is needed"
    if kind == "string_pattern_mismatch" and context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    if kind == "string_too_long":
        return f"it may have at most {context['max_length']} characters"
    said = error["msg"].removeprefix("Value error, ")
    return WORDS.get(kind, said.replace("Input should be", "it must be"))
