"""What can go wrong between a data set's source and a Task."""

from __future__ import annotations


class DataError(Exception):
    """A data set is not as it should be; the message says where, and what would be right."""


class TaskUnavailable(DataError):
    """A task cannot be had.

    Parameters
    ----------
    name : str
    reason : str
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"task '{name}' cannot be had: {reason}")
        self.name, self.reason = name, reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.reason)
