from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.job import logged_job
from snnbench.sections.theory.train_figure_1 import train_figure_1

with logged_job(snakemake.log[0], snakemake.config) as config:
    train_figure_1(snakemake.wildcards.dataset, config, snakemake.output, snakemake.params.attempt)
