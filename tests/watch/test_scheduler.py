"""Snakemake's scheduler sleeps until a job ends."""

from types import SimpleNamespace

import pytest
from snakemake import cli
from snakemake.scheduling.job_scheduler import JobRateLimiter
from snakemake.settings.types import MaxJobsPerTimespan

from snnbench.watch.scheduler import without_default_rate_limit


def scheduler_with(limit):
    return SimpleNamespace(job_rate_limiter=JobRateLimiter(limit))


def test_the_default_of_snakemake_is_undone():
    default = cli.get_argument_parser().get_default("max_jobs_per_timespan")
    scheduler = scheduler_with(MaxJobsPerTimespan.parse_choice(default) if isinstance(default, str) else default)
    without_default_rate_limit(scheduler)
    assert scheduler.job_rate_limiter is None
    without_default_rate_limit(scheduler)


@pytest.mark.parametrize("choice", ["100/1m", "10/1s", "1/1s"])
def test_a_limit_of_the_user_holds(choice):
    scheduler = scheduler_with(MaxJobsPerTimespan.parse_choice(choice))
    without_default_rate_limit(scheduler)
    assert scheduler.job_rate_limiter is not None
