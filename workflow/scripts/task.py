from snnbench.runs.job import logged_job
from snnbench.runs.prepare import prepare_task

with logged_job(snakemake.log[0], snakemake.config) as config:
    prepare_task(snakemake.wildcards.task, config, snakemake.output[0], snakemake.threads)
