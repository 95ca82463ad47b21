"""How often a task is trained: on which test folds of the UCI archive, and with how many seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from snnbench.settings import Settings


class FoldRule(Settings):
    """Which test folds of the UCI archive tasks of some size are trained on."""

    below_rows: int | None = Field(default=None, ge=1)
    """Only tasks with fewer rows (training, validation and test rows together); by default all of them."""
    folds: Literal["first", "all"]
    """``first``: the one that the paper used. ``all``: the archive's four. Tasks with a test file have one."""


class RepeatRule(Settings):
    """How many seeds some methods are trained with on tasks of some size."""

    methods: tuple[str, ...] | None = None
    """Only these methods, or groups of methods; by default all of them."""
    below_rows: int | None = Field(default=None, ge=1)
    """Only tasks with fewer rows; by default all of them."""
    repeats: int = Field(ge=1, le=10_000)
    """Repeat 0 has the config's ``seed``; each further one draws validation rows, weights, mini-batches and
    dropout masks anew, on the same test rows."""


def _fold_rules(value: object) -> object:
    """Accept ``all`` for ``[{folds: all}]``."""
    if isinstance(value, str):
        if value not in ("first", "all"):
            raise ValueError("it must be first, all, or a list of rules such as {below_rows: 1000, folds: all}")
        return [{"folds": value}]
    return value


def _repeat_rules(value: object) -> object:
    """Accept ``3`` for ``[{repeats: 3}]``."""
    if isinstance(value, bool | float | str) or (isinstance(value, int) and value < 1):
        raise ValueError(
            "it must be an integer of at least 1, or a list of rules such as {below_rows: 1000, repeats: 3}"
        )
    return [{"repeats": value}] if isinstance(value, int) else value


FoldRules = Annotated[tuple[FoldRule, ...], BeforeValidator(_fold_rules)]
"""Rules of which the first that applies decides."""
RepeatRules = Annotated[tuple[RepeatRule, ...], BeforeValidator(_repeat_rules)]
"""Rules of which the first that applies decides."""


class Part(Settings):
    """The part of a run that is computed, so that a long run can be cut into pieces and merged again."""

    folds: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    """Numbers of the splits, from 0; by default all that ``folds`` asks for. Tox21 with ``refit`` has the one
    result of split 0, which is chosen on all its folds."""
    repeats: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    """Numbers of the repeats, from 0; by default all that ``repeats`` asks for."""


def applies(rule: FoldRule | RepeatRule, rows: int) -> bool:
    """Whether a rule holds for tasks with this many rows."""
    return rule.below_rows is None or rows < rule.below_rows


def chosen(count: int, numbers: Sequence[int] | None) -> list[int]:
    """Return those of 0 to ``count - 1`` that a part asks for, in rising order."""
    return [number for number in range(count) if numbers is None or number in numbers]
