from snnbench.runs.batch import compute_batch
from snnbench.runs.job import RESULTS, logged_job

with logged_job(snakemake.log[0], snakemake.config, snakemake.input.overview) as config:
    compute_batch(
        snakemake.params.cells,
        snakemake.input.tasks,
        config,
        RESULTS,
        snakemake.output,
        attempt=snakemake.params.attempt,
        default_megabytes=snakemake.params.megabytes,
        default_seconds=snakemake.params.seconds,
        log_file=snakemake.log[0],
    )
