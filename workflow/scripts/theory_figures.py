from snnbench.runs.warm.client import run_forked

run_forked()

from pathlib import Path

from snnbench.runs.job import logged_job
from snnbench.sections.theory.draw_figures import draw_figures

with logged_job(snakemake.log[0], snakemake.config):
    draw_figures(snakemake.input, snakemake.input.curves, Path(snakemake.output.index).parent)
