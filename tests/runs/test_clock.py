"""Files from the future come to the present, in their order; others keep their times."""

import os
import time

from snnbench.runs.clock import leave_the_future


def test_the_future_comes_to_the_present_in_its_order(tmp_path):
    now, year = time.time(), 365 * 86_400
    times = {"past": now - year, "late": now + 2 * year, "early": now + year, "middle": now + 1.5 * year}
    for name, changed in times.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (changed, changed))
    (tmp_path / "gone").symlink_to("nowhere")
    assert leave_the_future(tmp_path) == 3
    found = {name: (tmp_path / name).stat().st_mtime_ns for name in times}
    assert sorted(found, key=found.get) == ["past", "early", "middle", "late"]
    assert found["late"] / 1e9 < time.time() + 1
    assert found["past"] / 1e9 < now - year + 1
    assert leave_the_future(tmp_path) == 0


def test_each_is_a_microsecond_newer_than_what_it_was_made_from(tmp_path, monkeypatch):
    now = 1_700_000_000.5
    for number in range(9):
        (tmp_path / str(number)).touch()
        os.utime(tmp_path / str(number), (now + 1000 + number, now + 1000 + number))
    monkeypatch.setattr(time, "time", lambda: now)
    assert leave_the_future(tmp_path) == 9
    found = [(tmp_path / str(number)).stat().st_mtime_ns for number in range(9)]
    assert found == [int(now * 1e9) + 1000 * number for number in range(9)]


def test_clocks_may_differ_by_two_seconds(tmp_path, monkeypatch):
    now = 1_700_000_000.5
    for name, ahead in (("tolerated", 2.0), ("late", 2.25)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (now + ahead, now + ahead))
    monkeypatch.setattr(time, "time", lambda: now)
    assert leave_the_future(tmp_path) == 1
    assert [(tmp_path / name).stat().st_mtime for name in ("tolerated", "late")] == [now + 2, now]


def test_a_run_that_was_not_started_has_no_future(tmp_path):
    assert leave_the_future(tmp_path / "none") == 0
