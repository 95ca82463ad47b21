from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.job import logged_job
from snnbench.sections.theory.measure_networks import measure_networks

with logged_job(snakemake.log[0], snakemake.config) as config:
    measure_networks(config, snakemake.output)
