"""Synthetic runs: rows as the pipeline writes them, made of the paper's numbers and a little noise."""

import json

import numpy as np
import pandas as pd
import yaml

from snnbench.methods.baselines import BASELINES
from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies
from snnbench.runs.chosen import runs_of
from snnbench.runs.rows import RUNS, TRIALS

TASKS = {"iris": 150, "zoo": 101, "contrac": 1473, "yeast": 1484, "abalone": 4177, "chess-krvk": 28056}
DEPTHS = (2, 4, 8)


def trial_rows(cell, score, depths, generator):
    """One trial a depth, the second the chosen one."""
    key = "blocks" if cell["method"] == "ResNet" else "hidden_layers"
    net = cell["method"] in NETS
    for number, depth in enumerate(depths if net else [0]):
        chosen = number == (1 if net else 0)
        curve = list(np.linspace(0.5, 0.9, 20) + generator.normal(0, 0.01, 20)) if net and chosen else []
        yield {
            **cell,
            "hyperparameters": json.dumps({key: depth, "learning_rate": 0.1} if net else {"C": 1}),
            "epoch": 12 if net else 0,
            "validation_score": 0.9 if chosen else 0.8,
            "test_score": float(np.clip(score - (0 if chosen else 0.02), 0, 1)),
            "seconds": 1.0,
            "peak_mb": 300.0,
            "status": "ok",
            "trial": number,
            "chosen": chosen,
            "epochs": 20 if net else 0,
            "validation_curve": curve,
            "training_loss": list(np.linspace(1.0, 0.2, 20)) if net and chosen else [],
        }


def write_run(folder, trials, tasks, methods):
    """Write the files of a run's folder."""
    trials = pd.DataFrame(trials).reindex(columns=TRIALS.names)
    trials.to_parquet(folder / "trials.parquet")
    runs_of(trials)[RUNS.names].to_parquet(folder / "runs.parquet")
    tasks.to_csv(folder / "tasks.csv", index=False)
    config = {
        "run": "synthetic",
        "methods": list(methods),
        "seed": 0,
        "scaling": "corrected",
        "protocol": {"batch_size": 128, "smoothing": 10, "max_steps": 3000},
        "search": {"strategy": "halving", "rungs": [10, 30]},
        "grids": {"default": {"SVM": {"C": [1, 10], "gamma": [0.1]}}},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    made = {"snnbench": "0.1.0", "date": "2026-11-24", "config_sha256": "ab" * 32, "machine": "Linux, 2 cores"}
    (folder / "environment.json").write_text(json.dumps(made))
    return folder


def write_whole_run(folder):
    """A run of all methods on UCI tasks, HTRU2 and Tox21, nothing missing."""
    generator = np.random.default_rng(0)
    paper = published_accuracies()
    methods = [*NETS, *BASELINES]
    trials, cell = [], {"split": 0, "repeat": 0}
    for task in TASKS:
        for method in methods:
            score = paper.loc[task, method] if method in NETS else paper.loc[task].mean()
            one = {**cell, "suite": "uci", "task": task, "method": method}
            trials += trial_rows(one, score + generator.normal(0, 0.01), DEPTHS, generator)
    for method in methods:
        for split in range(10):
            one = {**cell, "suite": "htru2", "task": "htru2", "split": split, "method": method}
            trials += trial_rows(one, 0.97 + generator.normal(0, 0.005), DEPTHS, generator)
        for repeat in range(5):
            one = {**cell, "suite": "tox21", "task": "tox21", "repeat": repeat, "method": method}
            trials += trial_rows(one, 0.83 + generator.normal(0, 0.005), DEPTHS, generator)
    tasks = pd.DataFrame(
        {
            "name": [*TASKS, "htru2", "tox21"],
            "suite": [*["uci"] * len(TASKS), "htru2", "tox21"],
            "rows": [*TASKS.values(), 17898, 12707],
            "features": 8,
            "classes": 3,
            "test_rows": [*(rows // 4 for rows in TASKS.values()), 1790, 647],
            "train_rows": [*(round(rows * 0.75 * 0.85) for rows in TASKS.values()), 14318, 11764],
            "splits": [*[1] * len(TASKS), 10, 1],
            "metric": [*["accuracy"] * len(TASKS), "auc", "mean_auc"],
            "status": "ok",
            "notes": "",
        }
    )
    return write_run(folder, trials, tasks, methods)
