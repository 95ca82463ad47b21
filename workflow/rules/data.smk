rule task:
    input:
        source_file,
    output:
        f"{RUN}/tasks/{{task}}.npz",
    params:
        decides=decides_task,
        code=code_hash("data", "randomness.py"),
        attempt=task_attempt,
    log:
        f"{RUN}/logs/tasks/{{task}}.log",
    threads: 1
    conda:
        "../../environment.yml"
    script:
        "../scripts/task.py"
