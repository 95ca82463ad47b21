from snnbench.plan.limits import default_limits
from snnbench.runs.batch import compute_batch
from snnbench.runs.job import RESULTS, logged_job

with logged_job(snakemake.log[0], snakemake.config, snakemake.input.overview) as config:
    limits = default_limits(snakemake.params.cells, config)
    compute_batch(
        snakemake.params.cells,
        snakemake.input.tasks,
        config,
        RESULTS,
        snakemake.output,
        attempt=snakemake.params.attempt,
        default_megabytes=limits.megabytes,
        default_seconds=limits.seconds,
        log_file=snakemake.log[0],
    )
