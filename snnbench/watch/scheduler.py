"""How often Snakemake's scheduler looks for jobs that it may start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snakemake.scheduling.job_scheduler import JobScheduler

DEFAULT = (100, 1)
"""Jobs and seconds of Snakemake's ``--max-jobs-per-timespan``."""


def without_default_rate_limit(scheduler: JobScheduler) -> None:
    """Let Snakemake start jobs without a limit per second, unless the command line sets another than the default.

    While jobs wait for cores the limit makes the scheduler look again every second, and once more per second for each
    job that has ended since (snakemake pull request 3744). That took half of Snakemake's processor time in a run of a
    hundred jobs of a second, and grows with their number and length.

    Parameters
    ----------
    scheduler : JobScheduler
        Changed in place.
    """
    limiter = scheduler.job_rate_limiter
    if limiter is not None and (limiter.max_jobs, limiter.timespan) == DEFAULT:
        scheduler.job_rate_limiter = None
