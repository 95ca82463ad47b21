from pathlib import Path

from snnbench.runs.jobs import logged_job
from snnbench.sections.theory.jobs import draw_figures

with logged_job(snakemake.log[0], snakemake.config):
    captions = Path(snakemake.output[0])
    draw_figures(snakemake.input, snakemake.input.curves, captions, captions.parent.parent / "figures")
