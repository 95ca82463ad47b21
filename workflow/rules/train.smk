rule cells:
    input:
        tasks=batch_folders,
        # Only that it is there matters: the device decides through the store's keys.
        overview=ancient(f"{RUN}/device.json"),
    output:
        rows=f"{RUN}/rows/{{batch}}.parquet",
        state=update(f"{RUN}/state/cells/{{batch}}.json"),
    log:
        f"{RUN}/logs/cells/{{batch}}.log",
    benchmark:
        f"{RUN}/benchmarks/{{batch}}.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=batch_memory,
        runtime=batch_minutes,
        gpu=batch_gpus,
    params:
        cells=batch_cells,
        decides=decides_rows,
        code=code_of_cells,
        attempt=batch_attempt,
    script:
        "../scripts/cells.py"
