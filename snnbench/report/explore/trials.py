"""Every trial of a run and the learning curves of the chosen ones, laid out for the browser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def trial_data(trials: pd.DataFrame, tasks: Sequence[str], methods: Sequence[str]) -> dict[str, object]:
    """Return the trials by task, column by column.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet``.
    tasks, methods : sequence of str
        Their places number them.

    Returns
    -------
    dict
        ``settings``, each different one once, as JSON; ``statuses``; ``tasks``: by number of the task a dict of the
        columns ``method``, ``split``, ``repeat``, ``setting``, ``status`` (all numbers), ``validation``, ``test``,
        ``epoch``, ``epochs``, ``seconds`` and ``chosen``; ``curves``: by number of the task a list of dicts with
        ``method``, ``split``, ``repeat``, ``epoch``, ``validation`` and ``loss``.
    """
    numbers = {name: number for number, name in enumerate(tasks)}
    setting, settings = pd.factorize(trials["hyperparameters"])
    status, statuses = pd.factorize(trials["status"])
    columns = pd.DataFrame(
        {
            "task": trials["task"].map(numbers),
            "method": trials["method"].map({name: number for number, name in enumerate(methods)}),
            "split": trials["split"],
            "repeat": trials["repeat"],
            "setting": setting,
            "status": status,
            "validation": trials["validation_score"].round(4),
            "test": trials["test_score"].round(4),
            "epoch": trials["epoch"],
            "epochs": trials["epochs"],
            "seconds": trials["seconds"].round(2),
            "chosen": trials["chosen"].astype(int),
        }
    ).reset_index(drop=True)
    columns = columns[columns["task"].notna() & columns["method"].notna()].astype({"task": int, "method": int})
    by_task = {
        str(task): {name: _values(part[name]) for name in columns if name != "task"}
        for task, part in columns.groupby("task")
    }
    return {
        "settings": list(settings),
        "statuses": list(statuses),
        "tasks": by_task,
        "curves": _curves(trials, columns),
    }


def _curves(trials: pd.DataFrame, columns: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    curves: dict[str, list[dict[str, object]]] = {}
    kept = trials.reset_index(drop=True).loc[columns.index]
    drawn = kept["chosen"] & (kept["validation_curve"].map(len) > 1)
    for row, place in zip(kept[drawn].itertuples(), columns[drawn].itertuples(), strict=True):
        curve = {
            "method": place.method,
            "split": place.split,
            "repeat": place.repeat,
            "epoch": place.epoch,
            "validation": np.round(np.asarray(row.validation_curve, float), 4).tolist(),
            "loss": [float(f"{value:.3g}") for value in row.training_loss],
        }
        curves.setdefault(str(place.task), []).append(curve)
    return curves


def _values(column: pd.Series) -> list[float | int | None]:
    return [None if value != value else value for value in column.tolist()]
