"""Tasks: what they are, where they come from, how they are checked and split."""

from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import PreparedSplit, Rows, Split, Task

__all__ = ["DataError", "PreparedSplit", "Rows", "Split", "Task", "TaskUnavailable", "load_task"]
