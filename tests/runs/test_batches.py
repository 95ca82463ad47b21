"""Which tasks and cells share a job depends on the config and the catalog alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snnbench.config.read import read_config
from snnbench.methods.registry import METHODS
from snnbench.runs.batches import batches_of_cells, groups_of_tasks

CONFIG = read_config(
    {"run": "x", "tasks": ["sklearn"], "methods": ["SVM", "RandomForest"], "grids": {"default": {"SVM": {"C": [1]}}}}
)
TASKS = CONFIG.tasks
MAX_JOB_SECONDS, MIN_JOB_SECONDS = 600.0, 60.0
# 4 tasks and 14 methods: 56 cells.
LARGE = CONFIG.model_copy(update={"methods": tuple(METHODS)[:14]})


def batches(seconds, config=CONFIG):
    return batches_of_cells(config, lambda task: "sklearn", lambda cell: seconds)


def test_every_cell_is_in_one_job_in_the_order_of_the_config():
    cells = [tuple(cell) for job in batches(100).values() for cell in job]
    assert cells == [(task, method) for task in TASKS for method in CONFIG.methods]


def test_a_short_run_is_one_job_and_a_long_cell_has_a_job_of_its_own():
    assert len(batches(MIN_JOB_SECONDS / 100)) == 1
    assert len(batches(MAX_JOB_SECONDS + 1)) == len(TASKS) * len(CONFIG.methods)


def test_a_job_is_filled_up_to_ten_minutes_and_no_further():
    for seconds, cells in ((300.0, 2), (300.1, 1), (200.0, 3), (600.0, 1), (150.0, 4)):
        assert len(next(iter(batches(seconds, LARGE).values()))) == cells


def test_a_run_of_some_minutes_is_cut_into_eight_jobs():
    """56 equal cells are eight jobs of seven each, until a job would be shorter than a minute."""
    assert len(batches(60.0, LARGE)) == 8
    assert len(batches(10.0, LARGE)) == 8
    assert len(batches(5.0, LARGE)) == 5
    assert len(batches(3.0, LARGE)) == 3
    assert len(batches(60 / 56, LARGE)) == 1
    assert len(batches(61 / 56, LARGE)) == 2


@given(st.floats(0.001, 1e6))
def test_no_job_is_longer_than_ten_minutes_unless_a_cell_is(seconds):
    for job in batches(seconds).values():
        assert len(job) == 1 or len(job) * seconds <= MAX_JOB_SECONDS * (1 + 1e-9)


def test_names_are_in_order_and_say_where_a_job_begins():
    names = list(batches(MAX_JOB_SECONDS))
    assert names == sorted(names)
    assert names[0] == f"0001-{TASKS[0]}"


@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=300))
def test_groups_of_tasks_hold_a_hundred_tasks_or_rows_of_one_large_one(rows):
    sizes = {f"task{number}": count for number, count in enumerate(rows)}
    groups = groups_of_tasks(list(sizes), sizes.__getitem__)
    assert [task for group in groups.values() for task in group] == list(sizes)
    for group in groups.values():
        assert len(group) <= 100
        assert len(group) == 1 or sum(map(sizes.get, group)) <= 100_000


def test_ten_thousand_small_tasks_are_a_hundred_jobs():
    assert len(groups_of_tasks([f"task{n}" for n in range(10_000)], lambda task: 500)) == 100


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [([1] * 100, [100]), ([1] * 101, [100, 1]), ([50_000, 50_000], [2]), ([50_000, 50_001], [1, 1]), ([0, 0], [2])],
)
def test_a_group_is_filled_up_to_its_limit(rows, sizes):
    tasks = {f"task{number}": count for number, count in enumerate(rows)}
    groups = groups_of_tasks(list(tasks), tasks.__getitem__)
    assert [len(group) for group in groups.values()] == sizes


def test_cells_that_are_planned_to_take_no_time_are_one_job():
    assert len(batches(0.0)) == 1


def test_tox21_is_prepared_alone():
    groups = groups_of_tasks(["iris", "glass", "tox21", "wine"], lambda task: 100)
    assert groups == {"0001-iris": ["iris", "glass"], "0002-tox21": ["tox21"], "0003-wine": ["wine"]}
