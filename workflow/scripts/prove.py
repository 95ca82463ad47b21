from snnbench.runs.jobs import logged_job
from snnbench.sections.theory.jobs import prove_theorems

with logged_job(snakemake.log[0], snakemake.config):
    prove_theorems(snakemake.output)
