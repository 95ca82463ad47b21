from snnbench.runs.warm.client import run_forked

run_forked()

from snnbench.runs.job import logged_job
from snnbench.sections.theory.prove_theorems import prove_theorems

with logged_job(snakemake.log[0], snakemake.config):
    prove_theorems(snakemake.output)
