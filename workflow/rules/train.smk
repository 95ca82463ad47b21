rule cells:
    input:
        f"{RUN}/tasks/{{task}}.npz",
    output:
        f"{RUN}/rows/{{task}}/{{batch}}.parquet",
    log:
        f"{RUN}/logs/cells/{{task}}/{{batch}}.log",
    benchmark:
        f"{RUN}/benchmarks/{{task}}/{{batch}}.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=batch_memory,
        gpu=batch_gpus,
    params:
        methods=methods_of,
        decides=decides_rows,
        code=code_of_cells,
    script:
        "../scripts/cells.py"
