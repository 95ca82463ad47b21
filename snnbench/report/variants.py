"""What a choice moves: variants of a run against the run itself, paired over the same tasks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from snnbench.stats.paired_difference import paired_difference
from snnbench.training.selection import tie_order

CELL = ["task", "split", "repeat"]
COLUMNS = ["variant", "method", "tasks", "base", "changed", "difference_points", "standard_error"]


def variant_table(base: Path, variants: Sequence[Path], without: Sequence[str] = ()) -> pd.DataFrame:
    """Return by how much each variant changes the test score of each method.

    Parameters
    ----------
    base : Path
        Folder of the run that the variants change.
    variants : sequence of Path
        Folders of runs. Each of their methods is compared with the base's method of the same name, or whose name and a
        hyphen it starts with: ``BatchNorm-after-relu`` with ``BatchNorm``.
    without : sequence of str
        Parts of the grid to do without, as ``learning_rate=1``: the best of the remaining settings is taken from the
        base's trials, nothing is trained.

    Returns
    -------
    DataFrame
        A row per variant and method: ``variant``, ``method``, ``tasks`` that both have, mean test scores ``base`` and
        ``changed`` over the tasks (of the folds and repeats that both have), ``difference_points`` (changed minus base,
        in percentage points) and its ``standard_error`` over the tasks.

    Raises
    ------
    ValueError
        If a variant shares no method or cell with the base, or a part of the grid is in none of its settings.
    """
    base_runs = scores_of(base)
    rows = [row for folder in variants for row in _of_run(base_runs, folder)]
    for part in without:
        changed = scores_without(base, part)
        rows += [_row(f"without {part}", method, method, base_runs[method], changed[method]) for method in changed]
    return pd.DataFrame(rows, columns=COLUMNS)


def scores_without(base: Path, part: str) -> pd.DataFrame:
    """Return the test scores of the settings that a run would have chosen without a part of its grid.

    Parameters
    ----------
    base : Path
        Folder of a run with ``search: grid``.
    part : str
        Such as ``learning_rate=1``.

    Returns
    -------
    DataFrame
        Index task, split and repeat, a column per method whose grid has the part, in the order of the run.

    Raises
    ------
    ValueError
        If no setting has the part.
    """
    columns = [*CELL, "method", "hyperparameters", "validation_score", "test_score", "status", "trial"]
    trials = pd.read_parquet(base / "trials.parquet", columns=columns)
    name, _, text = part.partition("=")
    value = json.loads(text) if text else None
    searched = trials["hyperparameters"].map(lambda setting: json.loads(setting).get(name))
    methods = list(trials.loc[searched == value, "method"].unique())
    if not methods:
        raise ValueError(f"no setting of the base has {part}")
    chosen = restricted_choice(trials[trials["method"].isin(methods)], name, [value])
    scores = chosen.pivot(index=CELL, columns="method", values="test_score")
    return scores[[method for method in methods if method in scores]]


def restricted_choice(trials: pd.DataFrame, name: str, values: Collection[Any]) -> pd.DataFrame:
    """Return the best trial of each cell among those whose hyperparameter has none of some values.

    Parameters
    ----------
    trials : DataFrame
        ``trials.parquet`` of a run with ``search: grid``, of which every setting was trained to the end.
    name : str
        Hyperparameter.
    values : collection
        Those to do without.

    Returns
    -------
    DataFrame
        Rows of ``trials``, chosen by validation score and the paper's order of ties.
    """
    settings = {text: json.loads(text) for text in trials["hyperparameters"].unique()}
    kept = trials["hyperparameters"].map(lambda text: settings[text].get(name) not in values)
    usable = trials[kept & (trials["status"] == "ok") & trials["validation_score"].notna()]
    ties = usable["hyperparameters"].map(lambda text: tie_order(settings[text]))
    ordered = usable.assign(ties=ties, negative=-usable["validation_score"])
    ordered = ordered.sort_values(["negative", "ties", "trial"], kind="stable")
    return ordered.drop_duplicates([*CELL, "method"]).drop(columns=["ties", "negative"])


def scores_of(folder: Path) -> pd.DataFrame:
    """Return test scores of finished cells, index task, split and repeat, a column per method."""
    runs = pd.read_parquet(folder / "runs.parquet", columns=[*CELL, "method", "test_score"])
    return runs.pivot(index=CELL, columns="method", values="test_score")


def _of_run(base: pd.DataFrame, folder: Path) -> Iterable[dict[str, object]]:
    changed = scores_of(folder)
    pairs = [(name, original) for name in changed if (original := _original(str(name), base.columns)) is not None]
    if not pairs:
        raise ValueError(f"{folder} has no method that the base has: {', '.join(map(str, changed.columns))}")
    for name, original in pairs:
        yield _row(folder.name, original, str(name), base[original], changed[name])


def _original(name: str, methods: Iterable[str]) -> str | None:
    """Return the method that a variant's name stands for."""
    candidates = [method for method in methods if name == method or name.startswith(f"{method}-")]
    return max(candidates, key=len, default=None)


def _row(variant: str, method: str, name: str, base: pd.Series, changed: pd.Series) -> dict[str, object]:
    found = paired_difference(base, changed)
    if not found.tasks:
        raise ValueError(f"{variant}: {name} shares no finished cell with the base")
    return {
        "variant": variant if name == method else f"{variant}: {name}",
        "method": method,
        "tasks": found.tasks,
        "base": found.before,
        "changed": found.after,
        "difference_points": found.points,
        "standard_error": found.standard_error,
    }
