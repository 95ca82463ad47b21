from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.collect import collect_run
from snnbench.runs.job import logged_job

with logged_job(snakemake.log[0], snakemake.config, snakemake.input.overview) as config:
    collect_run(snakemake.input.rows, config, snakemake.output)
