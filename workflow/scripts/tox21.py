from snnbench.runs.warm.client import run_forked

run_forked()

from pathlib import Path

from snnbench.runs.job import logged_job
from snnbench.sections.tox21.build import build_tox21

with logged_job(snakemake.log[0], snakemake.config) as config:
    build_tox21(snakemake.input, config, Path(snakemake.output.section))
