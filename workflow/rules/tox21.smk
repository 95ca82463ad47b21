rule tox21:
    input:
        tasks=tox21_folder,
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
    threads: 1
    params:
        decides=CONFIG.model_dump_json(),
        code=code_version("snnbench.sections.tox21.build"),
    script:
        "../scripts/tox21.py"
