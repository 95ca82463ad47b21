"""What can go wrong between a data set's source and a Task."""

from __future__ import annotations


class DataError(Exception):
    """A data set is not as it should be; the message says where, and what would be right."""


class FetchError(DataError):
    """No place delivered a file: each is unreachable, lacks it, or broke off. Another try may succeed."""


class TaskUnavailable(DataError):
    """A task's data are nowhere to be fetched, which is no fault of the data; a run may go on without the task.

    Parameters
    ----------
    name : str
    reason : str
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"task '{name}' is unavailable: {reason}")
        self.name, self.reason = name, reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.reason)
