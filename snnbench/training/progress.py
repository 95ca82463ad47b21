"""Where a training is, told to whoever listens through the logging module."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TypeVar

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")


def tell(kind: str, number: int, count: int) -> None:
    """Tell that the ``number``-th of ``count`` things of a kind is at work, such as ``epoch 3 of 100``."""
    log.debug("%s %d of %d", kind, number, count)


def counted(kind: str, things: Sequence[Thing]) -> Iterator[Thing]:
    """Yield things one by one, and tell which is at work."""
    for number, thing in enumerate(things, 1):
        tell(kind, number, len(things))
        yield thing
