"""What a config may say about training and search, and what it means for a task."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from snnbench.training.protocol import TrainingProtocol
from snnbench.training.search_settings import Search


def test_the_defaults_are_the_papers():
    protocol = TrainingProtocol()
    assert (protocol.epochs, protocol.smoothing, protocol.max_steps, protocol.average_weights) == (100, 10, None, None)
    # The batch size of the authors' published script.
    assert protocol.batch_size == 128
    assert Search().strategy == "grid"
    # A third goes on, as usual in successive halving.
    assert [Search().survivors(members) for members in (1, 3, 4, 12)] == [1, 1, 2, 4]
    assert Search().rungs_for(protocol, 1000) == []


@pytest.mark.parametrize(
    "values",
    [
        {"epochs": 1},
        {"batch_size": 2},
        {"smoothing": 1},
        {"max_steps": 1},
        {"average_weights": 0},
        {"average_weights": 1},
        {"average_weights": 0.5},
    ],
)
def test_the_ends_of_each_range_are_allowed(values):
    assert TrainingProtocol(**values).model_dump().items() >= values.items()


@pytest.mark.parametrize(
    "values",
    [
        {"epochs": 0},
        {"batch_size": 1},
        {"smoothing": 0},
        {"max_steps": 0},
        {"average_weights": -0.01},
        {"average_weights": 1.01},
        {"epoch": 3},
    ],
)
def test_what_lies_outside_is_refused(values):
    with pytest.raises(ValidationError, match=next(iter(values))):
        TrainingProtocol(**values)


@pytest.mark.parametrize("rungs", [[1], [1, 2], [10, 30, 90]])
def test_rungs_rise(rungs):
    assert Search(rungs=rungs).rungs == tuple(rungs)


@pytest.mark.parametrize(
    "values",
    [{"rungs": []}, {"rungs": [2, 1]}, {"rungs": [2, 2]}, {"rungs": [0, 1]}, {"keep": 0}, {"keep": 1}, {"keep": 1.5}],
)
def test_a_search_that_makes_no_sense_is_refused(values):
    with pytest.raises(ValidationError, match=next(iter(values))):
        Search(**values)


@given(st.integers(1, 1000), st.integers(1, 20))
def test_the_share_that_goes_on_is_rounded_up_and_never_empty(members, parts):
    if parts > 1:
        assert Search(keep=1 / parts).survivors(members) == -(-members // parts)
    assert Search(keep=1e-9).survivors(members) == 1


@pytest.mark.parametrize(
    ("epochs", "rungs", "expected"),
    [(100, (10, 30), [10, 30]), (30, (10, 30), [10]), (31, (10, 30), [10, 30]), (10, (10, 30), []), (5, (2,), [2])],
)
def test_a_rung_lies_before_the_last_epoch(epochs, rungs, expected):
    assert Search(strategy="halving", rungs=rungs).rungs_for(TrainingProtocol(epochs=epochs), 1000) == expected


@given(st.integers(1, 10**6), st.integers(1, 5000), st.integers(1, 300), st.integers(2, 512))
def test_a_cap_on_steps_holds_unless_an_epoch_takes_more(rows, most, epochs, batch_size):
    protocol = TrainingProtocol(epochs=epochs, batch_size=batch_size, max_steps=most)
    steps, taken = protocol.steps_per_epoch(rows), protocol.epochs_for(rows)
    assert 1 <= taken <= epochs
    assert taken == 1 or taken * steps <= most
    assert taken == epochs or (taken + 1) * steps > most
    # Every row is in one mini-batch, none of which holds a single row or more than one above the batch size.
    sizes = [batch_size] * (steps - 1) + [rows - batch_size * (steps - 1)]
    assert sum(sizes) == rows
    assert all(1 < size <= batch_size + 1 for size in sizes) or rows == 1
    assert 1 <= protocol.smoothing_for(rows) <= taken
    assert TrainingProtocol(epochs=epochs, batch_size=batch_size).epochs_for(rows) == epochs


def test_stretches_of_a_capped_training_are_in_proportion():
    protocol = TrainingProtocol(epochs=100, max_steps=2000)
    assert protocol.epochs_for(12_800) == 20
    assert [protocol.in_proportion(epochs, 12_800) for epochs in (1, 10, 30, 100)] == [1, 2, 6, 20]
    assert TrainingProtocol().in_proportion(30, 12_800) == 30
