from pathlib import Path

from snnbench.runs.jobs import logged_job
from snnbench.sections.theory.jobs import draw_figures

with logged_job(snakemake.log[0], snakemake.config):
    draw_figures(snakemake.input, snakemake.input.curves, Path(snakemake.output.index).parent)
