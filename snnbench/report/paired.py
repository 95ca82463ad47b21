"""Two runs side by side, task by task, and what sets their configs apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from scipy import stats

from snnbench.report.run_folder import RunFolder
from snnbench.stats.intervals import difference_interval

_LACKS = object()
REPLICATE = ["task", "split", "repeat", "method"]


def paired_differences(first: RunFolder, second: RunFolder) -> pd.DataFrame:
    """Return the difference of two runs' test scores per task and method, over the splits and repeats of both.

    Returns
    -------
    DataFrame
        ``method``, ``task``, ``first``, ``second``, ``difference`` (second minus first) and, for accuracies, the ends
        ``interval_low`` and ``interval_high`` of its 95 % interval over the test rows (Newcombe's; it takes the two as
        measured on independent rows, so on the same rows it is rather too wide).
    """
    scores = [
        run.runs.dropna(subset="test_score").set_index(REPLICATE)["test_score"].rename(name)
        for name, run in (("first", first), ("second", second))
    ]
    both = pd.concat(scores, axis=1, join="inner")
    table = both.groupby(level=["method", "task"], sort=False).mean()
    table["difference"] = table["second"] - table["first"]
    table = table.reset_index()
    splits = both.reset_index().groupby("task")["split"].nunique()
    rows = (first.tasks["test_rows"] * splits).reindex(table["task"]).to_numpy(float, na_value=np.nan)
    known = table["task"].isin(first.tasks_of("accuracy")).to_numpy() & (rows > 0)
    table["interval_low"] = table["interval_high"] = np.nan
    if known.any():
        low, high = difference_interval(table["second"][known], table["first"][known], rows[known])
        table.loc[known, ["interval_low", "interval_high"]] = np.stack([low, high], axis=1)
    return table


def mean_differences(differences: pd.DataFrame) -> pd.DataFrame:
    """Return each method's mean difference over tasks with Student's 95 % interval, largest first.

    Parameters
    ----------
    differences : DataFrame
        Of :func:`paired_differences`.
    """
    by_method = differences.groupby("method")["difference"]
    table = by_method.agg(tasks="count", mean_difference="mean", error="sem").reset_index()
    reach = table["error"] * stats.t.ppf(0.975, (table["tasks"] - 1).clip(lower=1))
    table["interval_low"], table["interval_high"] = table["mean_difference"] - reach, table["mean_difference"] + reach
    return table.drop(columns="error").sort_values("mean_difference", ascending=False, ignore_index=True)


def config_differences(first: Mapping[str, object], second: Mapping[str, object]) -> pd.DataFrame:
    """Return the keys, dotted, in which two configs differ, with both values; empty text where one lacks the key."""
    ours, theirs = dict(_flat(first)), dict(_flat(second))
    keys = [key for key in dict.fromkeys([*ours, *theirs]) if ours.get(key, _LACKS) != theirs.get(key, _LACKS)]
    rows = [(key, *("" if key not in values else str(values[key]) for values in (ours, theirs))) for key in keys]
    return pd.DataFrame(rows, columns=["key", "first", "second"])


def _flat(config: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in config.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
