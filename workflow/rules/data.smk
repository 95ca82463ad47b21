rule task:
    input:
        source_file,
    output:
        f"{RUN}/tasks/{{task}}.npz",
    log:
        f"{RUN}/logs/tasks/{{task}}.log",
    conda:
        "../../environment.yml"
    threads: task_threads
    params:
        decides=decides_task,
        code=code_version("snnbench.runs.prepare"),
        attempt=task_attempt,
    script:
        "../scripts/task.py"
