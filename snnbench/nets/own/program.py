"""Programs of an activation's formula: which operations on which registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from snnbench.nets.own.formula_kernel import Operation


class Place(NamedTuple):
    """A number that a program computes, by its place among them; the net input is at 0."""

    number: int


Value = Place | float
"""What an operation takes: a number that was computed, or a constant."""

NET_INPUT = Place(0)
MAX_POWER = 8
"""Powers up to this one are products."""


class Program(NamedTuple):
    """What :func:`snnbench.nets.own.formula_kernel.forward` takes.

    Attributes
    ----------
    operations : ndarray of int64, shape (operations, 5)
        Number of each, and the registers of its result and of three operands, of which it may use fewer.
    constants : ndarray of float32
        In registers 1, 2, ...; the net input is in register 0.
    registers : int
        How many there are.
    value, derivative : int
        Registers of the results; 0 for a derivative that is not computed.
    """

    operations: np.ndarray
    constants: np.ndarray
    registers: int
    value: int
    derivative: int


class Builder:
    """Collects operations, each once, and arranges those that a result needs in as few registers as possible."""

    def __init__(self) -> None:
        self._places: dict[tuple[Operation | Value, ...], Place] = {}

    def __call__(self, operation: Operation, *operands: Value) -> Value:
        """Return the place of an operation's result."""
        if operation is Operation.MUL and 1.0 in operands:
            first, second = operands
            return second if first == 1.0 else first
        return self._places.setdefault((operation, *operands), Place(len(self._places) + 1))

    def power(self, base: Value, exponent: Value) -> Value:
        """Return the place of a whole power.

        Raises
        ------
        ValueError
            If the exponent is not one from 1 to :data:`MAX_POWER`.
        """
        if exponent not in range(1, MAX_POWER + 1):
            raise ValueError(f"{exponent} is not a whole power up to {MAX_POWER}")
        result = base
        for _ in range(int(exponent) - 1):  # type: ignore[arg-type]
            result = self(Operation.MUL, result, base)
        return result

    def program(self, value: Value, derivative: Value | None = None) -> Program:
        """Return the program that computes one or two results."""
        results = [value] if derivative is None else [value, derivative]
        operations = self._needed_for(results)
        operands = [operand for _, of_place in operations.values() for operand in of_place]
        constants = list(dict.fromkeys(operand for operand in (*operands, *results) if isinstance(operand, float)))
        registers: dict[Value, int] = {NET_INPUT: 0, **{constant: 1 + i for i, constant in enumerate(constants)}}
        last_used = {operand: place for place, (_, of_place) in operations.items() for operand in of_place}
        free: list[int] = []
        count, rows = len(registers), []
        for place, (operation, of_place) in operations.items():
            if not free:
                free.append(count)
                count += 1
            # Taken before those of the operands are free, as no operation may write where it reads.
            registers[place] = free.pop()
            read = [registers[operand] for operand in of_place]
            rows.append([operation, registers[place], *read, *[0] * (3 - len(read))])
            done = {operand for operand in of_place if last_used[operand] == place and operand in operations}
            free += [registers[operand] for operand in done.difference(results)]
        return Program(
            np.array(rows, np.int64).reshape(-1, 5),
            np.array(constants, np.float32),
            count,
            registers[value],
            0 if derivative is None else registers[derivative],
        )

    def _needed_for(self, results: Sequence[Value]) -> dict[Place, tuple[Operation, Sequence[Value]]]:
        """Return operations and operands by the place of their result, in order, those only that results need."""
        needed, found = set(results), {}
        for (operation, *operands), place in reversed(self._places.items()):
            if place in needed:
                needed.update(operands)
                found[place] = operation, operands
        return dict(reversed(found.items()))  # type: ignore[arg-type]
