from snnbench.runs.jobs import compute_cells, logged_job

with logged_job(snakemake.log[0], snakemake.config) as config:
    compute_cells(snakemake.input[0], snakemake.params.methods, config, snakemake.output[0])
