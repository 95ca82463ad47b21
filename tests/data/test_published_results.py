"""Reading the published results of the other methods."""

import pytest

from snnbench.data.errors import DataError
from snnbench.data.published_results import other_accuracies, read_results
from snnbench.paper.tables import published_accuracies

TASKS = list(published_accuracies().index)


@pytest.fixture
def lines():
    """A file of the right layout, 50 % everywhere."""
    header = ["problema", *(f"classifier{i}" for i in range(179)), "min", "max", "mean", "std"]
    rows = [[task, *["50.0"] * 183] for task in TASKS]
    return [header, *rows, ["-" * 20], ["mean", *["50.0"] * 179], ["std", *["0.0"] * 179]]


@pytest.fixture
def write(tmp_path):
    def write(lines):
        path = tmp_path / "results.txt"
        path.write_text("\n".join("  ".join(line) for line in lines) + "\n")
        return path

    return write


def test_percent_become_fractions_and_dashes_missing(lines, write):
    lines[1][1:3] = ["--", "97.5"]
    accuracies = read_results(write(lines))
    assert accuracies.shape == (121, 179)
    assert accuracies.isna().sum().sum() == 1
    assert accuracies.loc[TASKS[0], "classifier1"] == 0.975


def test_rows_are_in_the_order_of_table_a11(lines, write):
    lines[1:122] = lines[121:0:-1]
    assert list(read_results(write(lines)).index) == TASKS


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (0, 0, "problem", "line 1: expected 'problema', 179 classifiers"),
        (3, 5, "n/a", rf"line 4 \({TASKS[2]}\): could not convert string to float: 'n/a'"),
        (3, 5, "1 2", rf"line 4 \({TASKS[2]}\): 184 values, expected 183"),
        (3, 5, "105", "lie in .0, 100., found 50 to 105"),
        (3, 0, "iris2", f"different are {TASKS[2]}, iris2"),
    ],
)
def test_errors_name_the_line_and_what_would_be_right(lines, write, row, column, value, message):
    lines[row][column] = value
    with pytest.raises(DataError, match=message):
        read_results(write(lines))


def test_the_real_file(mirror, data_dir):
    accuracies = other_accuracies(data_dir, [str(mirror)])
    assert accuracies.shape == (121, 179)
    # Fernandez-Delgado et al. 2014: the best random forest reaches 82.0 % on average over the tasks.
    assert accuracies["parRF_caret"].mean() == pytest.approx(0.82, abs=0.002)
