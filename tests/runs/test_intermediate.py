"""A file that one job left for another and that cannot be read is named with what to delete."""

import pytest

from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.runs.intermediate import DamagedFile, made_by_a_job


@pytest.mark.parametrize("error", [DataError("cut"), OSError("cut"), ValueError("cut"), KeyError("cut")])
def test_whatever_a_reader_raises_of_a_damaged_file(error):
    with pytest.raises(DamagedFile, match="cut"), made_by_a_job("rows.parquet"):
        raise error


@pytest.mark.parametrize(("delete", "what"), [(None, "it"), ("tasks/0001-iris", "the folder tasks/0001-iris")])
def test_it_says_what_to_delete(delete, what):
    message = rf"^iris\.npz cannot be read: delete {what} and give the command again \(cut\)$"
    with pytest.raises(DamagedFile, match=message), made_by_a_job("iris.npz", delete):
        raise ValueError("cut")


def test_that_a_task_is_unavailable_is_no_damage():
    with pytest.raises(TaskUnavailable), made_by_a_job("iris.npz"):
        raise TaskUnavailable("iris", "nowhere")
