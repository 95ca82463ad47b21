"""Counts with their nouns, as a person would say them."""

from __future__ import annotations


def number_of(count: int, thing: str, things: str = "") -> str:
    """Return a number with its noun, such as ``1 task`` or ``2,938 cells``.

    Parameters
    ----------
    count : int
    thing, things : str
        Singular and plural; the plural of most nouns need not be given.
    """
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"
