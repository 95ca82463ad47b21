"""SNNClassifier at its defaults against scikit-learn's MLPClassifier, by 3-fold cross-validation on 25 UCI tasks.

    OMP_NUM_THREADS=1 python results/reference/estimators/compare.py results/reference/estimators/comparison.csv

The 25 were drawn by lot (``numpy.random.default_rng(0)``) from the 83 UCI tasks of 100 to 2,000 rows. The defaults were
chosen on others of the 83. Takes some five minutes; tasks that the table holds already are not run again.
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from snnbench import SNNClassifier, load_task

TASKS = [
    "audiology-std",
    "balance-scale",
    "breast-cancer-wisc",
    "breast-cancer-wisc-diag",
    "breast-tissue",
    "congressional-voting",
    "contrac",
    "dermatology",
    "echocardiogram",
    "energy-y2",
    "flags",
    "haberman-survival",
    "hill-valley",
    "horse-colic",
    "led-display",
    "mammographic",
    "molec-biol-promoter",
    "monks-3",
    "oocytes_merluccius_states_2f",
    "seeds",
    "spect",
    "spectf",
    "statlog-german-credit",
    "teaching",
    "yeast",
]
ESTIMATORS = {
    "SNNClassifier": SNNClassifier(random_state=0),
    "SNNClassifier_paper": SNNClassifier(protocol="paper", hidden_layers=4, random_state=0),
    "MLPClassifier": make_pipeline(StandardScaler(), MLPClassifier(max_iter=500, random_state=0)),
}


def row(name: str) -> dict[str, object]:
    """Return mean accuracy, and processor seconds of fitting and scoring a fold, of every estimator on a task."""
    parts = load_task(name).prepare(0)
    X, y = np.concatenate([part.X for part in parts]), np.concatenate([part.y for part in parts])
    found = {"task": name, "rows": len(X), "features": X.shape[1], "classes": len(np.unique(y))}
    for label, estimator in ESTIMATORS.items():
        started = time.process_time()
        folds = StratifiedKFold(3, shuffle=True, random_state=0)
        scores = cross_validate(estimator, X, y, cv=folds)["test_score"]
        found |= {label: scores.mean(), f"{label}_seconds": (time.process_time() - started) / 3}
    return found


def main() -> None:
    """Complete the table and print its means."""
    path = Path(sys.argv[1])
    rows = pd.read_csv(path).to_dict("records") if path.exists() else []
    # Kernels are loaded once per process, and compiled once per machine; that is no part of a fit.
    SNNClassifier(epochs=1).fit(np.eye(40), np.arange(40) % 2)
    for name in TASKS:
        if name not in {known["task"] for known in rows}:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows.append(row(name))
            pd.DataFrame(rows).round(4).to_csv(path, index=False)
    table = pd.DataFrame(rows)
    print(table[[name for name in table if name.startswith(tuple(ESTIMATORS))]].mean().round(4).to_string())
    for name in list(ESTIMATORS)[:2]:
        difference = table[name] - table["MLPClassifier"]
        print(f"{name} - MLPClassifier: {difference.mean():+.4f} +- {difference.sem():.4f}")


if __name__ == "__main__":
    main()
