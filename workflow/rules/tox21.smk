rule tox21:
    input:
        task=f"{RUN}/tasks/tox21.npz",
        trials=f"{RUN}/trials.parquet",
        runs=f"{RUN}/runs.parquet",
    output:
        f"{RUN}/tox21/summary.txt",
        f"{RUN}/tox21/tables.json",
        f"{RUN}/tox21/figures.json",
        directory(f"{RUN}/tox21/figures"),
    log:
        f"{RUN}/logs/tox21.log",
    conda:
        "../../environment.yml"
    threads: workflow.cores
    resources:
        gpu=int(CONFIG.device == "cuda"),
    params:
        code=code_hash("sections/tox21", "nets", "training", "paper"),
    script:
        "../scripts/tox21.py"
