from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.job import logged_job
from snnbench.runs.prepare import prepare_tasks

with logged_job(snakemake.log[0], snakemake.config) as config:
    params = snakemake.params
    prepare_tasks(params.tasks, config, snakemake.output, params.attempt, snakemake.threads)
