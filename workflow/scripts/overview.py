from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.job import logged_job
from snnbench.runs.overview import write_overview

with logged_job(snakemake.log[0], snakemake.config) as config:
    write_overview(snakemake.input, config, snakemake.output)
