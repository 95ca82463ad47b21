from snnbench.runs.cells import compute_cells
from snnbench.runs.job import RESULTS, logged_job

with logged_job(snakemake.log[0], snakemake.config) as config:
    compute_cells(snakemake.input[0], snakemake.params.methods, config, RESULTS, snakemake.output[0])
